import { request as plain, type RequestOptions } from 'node:http'
import { request as secure } from 'node:https'
import type { Wanted } from './own-keys.ts'

const patienceMs = 10_000

/**
 * Asks the server what a client would ask first: the bundle. Without an enrolment it must refuse somebody who is not signed in, in the
 * dialect of the client's backend. Undefined when all is well, else what is wrong.
 * @param ca PEM of a private authority
 */
export async function whatIsWrong({ server, enrolment }: Wanted, ca: string | undefined): Promise<string | undefined> {
  const url = `${server}${enrolment === undefined ? '/backend-api/wham/config/bundle' : `/cfg/${enrolment}/codex/config/bundle`}`
  try {
    const { status, text } = await get(url, ca)
    const body = parsed(text)
    if (enrolment === undefined)
      return status === 401 && body?.error !== undefined
        ? undefined
        : `${url} answered ${status}; a Bailiwick asks for a sign-in there.`
    if (status === 200 && body?.requirements_toml !== undefined) return undefined
    return status === 404 || status === 401 ? `The server knows no such enrolment (${status}).` : `${url} answered ${status}.`
  } catch (error) {
    return `${server} cannot be reached: ${reason(error)}`
  }
}

function get(url: string, ca: string | undefined): Promise<{ status: number; text: string }> {
  const options: RequestOptions & { ca?: string } = {
    headers: { accept: '*/*', 'user-agent': 'bailiwick-enroll' },
    timeout: patienceMs,
    ...(ca !== undefined && { ca }),
  }
  return new Promise((resolve, reject) => {
    const asked = (url.startsWith('https:') ? secure : plain)(url, options, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text })).on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${patienceMs / 1000} seconds`)))
    asked.on('error', reject)
    asked.end()
  })
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined // an object of JSON
  } catch {
    return undefined
  }
}

const untrusted = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (untrusted.includes(code)) return `its certificate is not trusted here (${code}). Name its authority with --ca.`
  return error.message || code
}
