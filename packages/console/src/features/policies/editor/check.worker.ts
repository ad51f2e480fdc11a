import { type Check, type ClientVersion, checkDefaults, checkPolicy, recordedClients } from '@bailiwick/policy'
import type { DocumentKind } from '../form/sections/sections.ts'

export interface CheckAsked {
  turn: number
  kind: DocumentKind
  contents: string
  /** The requirements that managed defaults are served beside. */
  beside?: string | undefined
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
    check:
      data.kind === 'defaults'
        ? checkDefaults(data.contents, { client, policy: data.beside ?? '' })
        : checkPolicy(data.contents, { client }),
  }))
  self.postMessage({ turn: data.turn, verdicts } satisfies CheckAnswered)
})
