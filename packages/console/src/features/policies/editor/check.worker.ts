import { type Check, type ClientVersion, checkPolicy, parseToml, recordedClients } from '@bailiwick/policy'
import type { DocumentKind } from '../form/sections/sections.ts'

export interface CheckAsked {
  turn: number
  kind: DocumentKind
  contents: string
}

/** What one recorded client makes of a document. */
export interface ClientVerdict {
  client: ClientVersion
  check: Check
}

export interface CheckAnswered {
  turn: number
  verdicts: ClientVerdict[]
}

/** The engine beside the page: a large document is judged without holding up the typing. */
self.addEventListener('message', ({ data }: MessageEvent<CheckAsked>) => {
  const verdicts = recordedClients.map((client) => ({
    client,
    check: data.kind === 'defaults' ? checkSyntax(data.contents) : checkPolicy(data.contents, { client }),
  }))
  self.postMessage({ turn: data.turn, verdicts } satisfies CheckAnswered)
})

/** A config.toml is the user's to override: what it must be is TOML. */
function checkSyntax(contents: string): Check {
  const parsed = parseToml(contents)
  if (parsed.ok) return { verdict: 'accepted', problems: [] }
  const { line, column, message } = parsed
  return { verdict: 'refused', problems: [{ severity: 'error', code: 'toml_syntax', line, column, message }] }
}
