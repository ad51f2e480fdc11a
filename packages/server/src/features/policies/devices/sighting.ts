import type { Delivery } from '../delivery/index.ts'
import type { ClientWords } from './client-words.ts'

/** What somebody was served, and when. */
export interface Fetch {
  at: Date
  /** Null: no policy was theirs. */
  policyVersionId: string | null
  revision: number | null
  sha256: string
  rolloutId: string | null
  onNew: boolean | null
}

/** Whose client it is: a sign-in of a person, or an enrolment address without identity. */
export interface Subject {
  workspaceId: string
  personId: string | null
  grantId: string | null
  enrolmentId: string | null
  /** It fetches from the config server, so that its model calls come by another sign-in of the same person. */
  configServer: boolean
}

/** One device as seen since the last write: a subject with one surface. */
export interface Sighting extends Subject, ClientWords {
  /** Tells devices apart; replicas make the same one. */
  key: string
  installationId: string | null
  firstAt: Date
  lastAt: Date
  fetch: Fetch | null
  /** When it was first served that version, within what is told here. */
  since: Date | null
  usedAt: Date | null
  fetches: number
  calls: number
  /** Calls after the fetch told here, or all when none is. */
  callsSince: number
}

/** A device of which nothing has been told yet. */
export const nothingSeen = (key: string, subject: Subject, words: ClientWords, at: Date): Sighting => ({
  ...subject,
  ...words,
  key,
  installationId: null,
  firstAt: at,
  lastAt: at,
  fetch: null,
  since: null,
  usedAt: null,
  fetches: 0,
  calls: 0,
  callsSince: 0,
})

/** Adds a fetch. */
export function addFetch(to: Sighting, fetch: Fetch): void {
  if (to.fetch?.policyVersionId !== fetch.policyVersionId || !to.since) to.since = fetch.at
  to.fetch = fetch
  to.fetches++
  to.callsSince = 0
  to.lastAt = fetch.at
}

/** Adds a model call. */
export function addCall(to: Sighting, at: Date, installationId: string | null): void {
  to.usedAt = at
  to.calls++
  to.callsSince++
  to.installationId = installationId ?? to.installationId
  to.lastAt = at
}

/** What was seen earlier and could not be written, and what was seen since: one sighting, for the next try. */
export function joined(earlier: Sighting, later: Sighting): Sighting {
  const sameVersion = earlier.fetch?.policyVersionId === later.fetch?.policyVersionId
  return {
    ...later,
    installationId: later.installationId ?? earlier.installationId,
    firstAt: earlier.firstAt,
    fetch: later.fetch ?? earlier.fetch,
    since: later.fetch && !(earlier.fetch && sameVersion) ? later.since : earlier.since,
    usedAt: later.usedAt ?? earlier.usedAt,
    fetches: earlier.fetches + later.fetches,
    calls: earlier.calls + later.calls,
    callsSince: later.fetch ? later.callsSince : earlier.callsSince + later.callsSince,
  }
}

/** A delivery as it is remembered. */
export const fetchOf = ({ policy, sha256, decision }: Delivery, rolloutId: string | null, at: Date): Fetch => ({
  at,
  policyVersionId: policy?.versionId ?? null,
  revision: decision.ruling.revision?.number ?? null,
  sha256,
  rolloutId,
  onNew: decision.onNew,
})
