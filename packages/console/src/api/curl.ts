import { addressOf, type RouteContract } from '@bailiwick/contracts'
import { type CallInput, urlOf } from './client.ts'

/** The same act from a shell: curl with a placeholder where the admin key goes. */
export function curlOf<const R extends RouteContract>(route: R, input: CallInput<R>, origin = window.location.origin): string {
  const { params, query, body } = input as { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown } // checked by CallInput
  return curl(
    addressOf(route).method,
    origin + urlOf(route, { ...(params ? { params } : {}), ...(query ? { query } : {}) }),
    body,
  )
}

/** Writes one curl command; the address may still carry `{placeholders}`. */
export function curl(method: string, url: string, body?: unknown): string {
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} ${quote(url)}`, `  -H "Authorization: Bearer $BAILIWICK_KEY"`]
  if (body !== undefined) lines.push(`  -H 'content-type: application/json'`, `  -d ${quote(JSON.stringify(body))}`)
  return lines.join(' \\\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
