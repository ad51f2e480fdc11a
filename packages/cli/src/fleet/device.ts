import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

/** Where a device asks for its policy, and as whom. */
export interface Asking {
  url: URL
  /** An access token; null for an enrolment address, which carries no identity. */
  token: string | null
  ca: string | undefined
}

/** How a device's start ended, and how long it took in milliseconds. */
export interface Start {
  outcome: 'started' | 'refused' | 'timed_out'
  attempts: number
  milliseconds: number
  bytes: number
  /** The last thing that went wrong, in a few words. */
  because: string | null
}

/** When the client asks again after a failure, in milliseconds since its start; then it gives up (client 0.169.0 §5.3, by experiment). */
export const attemptsAt = [0, 200, 600, 1_350, 3_000] as const
/** How long it waits for the policy in all. */
export const budgetMs = 20_000

// The client opens a connection for each request (0.169.0), so nothing is kept here either.
const agents = {
  'http:': new HttpAgent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY }),
  'https:': new HttpsAgent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY, maxCachedSessions: 0 }),
}

/** One device's cold start: what client 0.169.0 does until it has its policy or gives up. Never throws. */
export async function startDevice(asking: Asking, wait: (ms: number) => Promise<void> = later): Promise<Start> {
  const startedAt = performance.now()
  const since = () => performance.now() - startedAt
  let because: string | null = null
  for (const [index, at] of attemptsAt.entries()) {
    await wait(Math.max(0, at - since()))
    const answer = await ask(asking, budgetMs - since())
    if (answer.status === 200) {
      return { outcome: 'started', attempts: index + 1, milliseconds: since(), bytes: answer.bytes, because }
    }
    because = answer.because
    if (since() >= budgetMs) return { outcome: 'timed_out', attempts: index + 1, milliseconds: since(), bytes: 0, because }
  }
  return { outcome: 'refused', attempts: attemptsAt.length, milliseconds: since(), bytes: 0, because }
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** One request; reads the whole answer and checks that it is a bundle. */
function ask({ url, token, ca }: Asking, patienceMs: number): Promise<{ status: number; bytes: number; because: string }> {
  const https = url.protocol === 'https:'
  const headers = {
    accept: '*/*',
    'user-agent': 'codex_exec/0.169.0 (fleet; simulated)',
    ...(token !== null && { authorization: `Bearer ${token}` }),
  }
  return new Promise((resolve) => {
    const failed = (because: string) => resolve({ status: 0, bytes: 0, because })
    const send = https ? httpsRequest : httpRequest
    const request = send(
      url,
      { headers, agent: agents[https ? 'https:' : 'http:'], ...(ca !== undefined && { ca }) },
      (answer) => {
        const status = answer.statusCode ?? 0
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', (error) => failed(error.message))
        answer.on('end', () => {
          clearTimeout(timer)
          const body = Buffer.concat(parts)
          const isBundle = status === 200 && body.includes('requirements_toml')
          resolve({
            status: isBundle ? 200 : status === 200 ? 0 : status,
            bytes: body.length,
            because: isBundle ? '' : `answered ${status}`,
          })
        })
      },
    )
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), Math.max(1, patienceMs))
    request.on('error', (error) => {
      clearTimeout(timer)
      failed(error.message)
    })
    request.end()
  })
}
