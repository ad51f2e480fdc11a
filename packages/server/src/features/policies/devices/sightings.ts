import type { Db } from '../../../platform/db/db.ts'
import type { Log } from '../../../platform/log.ts'
import { readClientWords } from './client-words.ts'
import { type LastFetches, rememberLastFetches, type SignIn } from './last-fetches.ts'
import { addCall, addFetch, type Fetch, joined, nothingSeen, type Sighting, type Subject } from './sighting.ts'
import { findLastFetch, listFetches, writeSightings } from './sightings.store.ts'

/** What clients were served and what came after, as it is seen; off the path of what it tells of. */
export interface Devices {
  /** Notes a policy fetch. */
  noteFetch(of: Subject, userAgent: string | undefined, fetch: Fetch): void
  /** Notes a model call, with the installation that the client names. */
  noteCall(of: SignIn, userAgent: string | undefined, installationId: string | null, at: Date): void
  /** The last fetch of a sign-in that is known here; asks the database for next time when it is older than a client keeps a policy. */
  lastFetch(signIn: SignIn, now: Date): Fetch | undefined
  /**
   * Whether a sign-in fetched its policy within so many minutes. Memory first, then the database, then once more after the time that
   * another replica takes to write. True while the database cannot say.
   */
  fetchedWithin(signIn: SignIn, minutes: number, now: Date): Promise<boolean>
  /** Writes what waits; resolves when it is written or the database is away. */
  flush(): Promise<void>
}

/**
 * Limits: devices to a statement, devices that wait while the database is away, surfaces of one sign-in and kinds of devices behind one
 * enrolment address (a client can call itself anything), milliseconds between two writes, how long a refusal waits for another replica's write, and how long after a failure the
 * database counts as unsure.
 */
const usualLimits = {
  batch: 500,
  waiting: 100_000,
  surfaces: 8,
  kinds: 500,
  everyMs: 500,
  otherReplicaMs: 1_200,
  unsureMs: 60_000,
}

/** A client keeps a policy for an hour (0.169.0), so who calls after that has fetched meanwhile, perhaps from another replica. */
const clientKeepsMs = 3_600_000
const rememberedMs = 25 * clientKeepsMs
/** The same sign-in is looked up in the database once in this time, in milliseconds. */
const lookUpEveryMs = 5_000

/** Opens the notes with what was seen lately. */
export async function openDevices(
  db: Db,
  log: Log,
  now: Date,
  limits = usualLimits,
): Promise<Devices & { close(): Promise<void> }> {
  const last: LastFetches = rememberLastFetches()
  for (const it of await listFetches(db, new Date(now.getTime() - rememberedMs), limits.waiting)) last.put(it, it)
  const surfaces = new Map<string, Set<string>>()
  const lookedUp = new Map<string, number>()
  const lookingUp = new Map<string, Promise<boolean>>()
  let waiting = new Map<string, Sighting>()
  let lost = 0
  let unsureUntil = 0
  let running: Promise<void> | undefined
  const timer = setInterval(() => running ?? void flush(), limits.everyMs)
  timer.unref()

  function sightingOf(subject: Subject, userAgent: string | undefined, at: Date): Sighting {
    const words = readClientWords(userAgent)
    const owner = subject.grantId ?? subject.enrolmentId ?? ''
    // Behind one enrolment address stand many devices, and nothing but their system tells them apart.
    const apart = subject.grantId === null ? `${words.surface}\n${words.system}` : words.surface
    const surface = knownSurface(owner, apart, subject.grantId === null ? limits.kinds : limits.surfaces)
    const key = `${owner}\n${surface}`
    const known = waiting.get(key)
    if (known) return Object.assign(known, surface === apart ? words : {})
    const made = nothingSeen(key, subject, surface === apart ? words : { ...words, surface: 'other' }, at)
    waiting.set(key, made)
    if (waiting.size > limits.waiting) forgetOldest()
    return made
  }

  function knownSurface(owner: string, surface: string, most: number): string {
    const of = surfaces.get(owner) ?? new Set()
    if (surfaces.size > limits.waiting) surfaces.clear()
    surfaces.set(owner, of)
    if (of.size < most) of.add(surface)
    return of.has(surface) ? surface : 'other'
  }

  function forgetOldest(): void {
    for (const key of waiting.keys()) {
      waiting.delete(key)
      lost++
      return
    }
  }

  async function writeAll(): Promise<void> {
    const all = [...waiting.values()]
    waiting = new Map()
    for (let at = 0; at < all.length; at += limits.batch) {
      const batch = all.slice(at, at + limits.batch)
      try {
        await writeSightings(db, batch)
      } catch (error) {
        if (isRefusedRow(error)) {
          await oneByOne(batch)
          continue
        }
        putBack(all.slice(at))
        unsureUntil = performance.now() + limits.unsureMs
        log.warn({ err: error, waiting: waiting.size }, 'what devices were served waits for the database')
        return
      }
    }
    if (lost > 0) log.error({ lost }, 'notes on devices were dropped: the database was away for too long')
    lost = 0
  }

  /** One bad row must not hold back its neighbours. */
  async function oneByOne(batch: Sighting[]): Promise<void> {
    for (const it of batch) {
      await writeSightings(db, [it]).catch((error: unknown) => log.error({ err: error }, 'a note on a device was refused'))
    }
  }

  function putBack(unwritten: Sighting[]): void {
    const since = waiting
    waiting = new Map(unwritten.map((it) => [it.key, it]))
    for (const [key, later] of since) {
      const earlier = waiting.get(key)
      waiting.set(key, earlier ? joined(earlier, later) : later)
    }
    while (waiting.size > limits.waiting) forgetOldest()
  }

  /** A round that runs already has taken what waited then, so whoever comes later waits for the next one. */
  async function flush(): Promise<void> {
    await running
    running ??= writeAll().finally(() => {
      running = undefined
    })
    await running
  }

  /** Asks the database, once for all who ask about the same sign-in meanwhile; true when it answered. */
  function lookUp(signIn: SignIn): Promise<boolean> {
    const known = lookingUp.get(signIn.grantId)
    if (known) return known
    const asked = askDatabase(signIn).finally(() => lookingUp.delete(signIn.grantId))
    lookingUp.set(signIn.grantId, asked)
    return asked
  }

  async function askDatabase(signIn: SignIn): Promise<boolean> {
    if (lookedUp.size > limits.waiting) lookedUp.clear()
    lookedUp.set(signIn.grantId, performance.now())
    try {
      const found = await findLastFetch(db, signIn)
      if (found) last.put({ ...signIn, configServer: found.configServer }, found)
      return true
    } catch (error) {
      unsureUntil = performance.now() + limits.unsureMs
      log.warn({ err: error }, 'the database cannot say when a client fetched its policy')
      return false
    }
  }

  return {
    noteFetch(of, userAgent, fetch) {
      addFetch(sightingOf(of, userAgent, fetch.at), fetch)
      const { workspaceId, personId, grantId, configServer } = of
      if (grantId !== null && personId !== null) last.put({ workspaceId, personId, grantId, configServer }, fetch)
    },
    noteCall(of, userAgent, installationId, at) {
      addCall(sightingOf({ ...of, enrolmentId: null, configServer: false }, userAgent, at), at, installationId)
    },
    lastFetch(signIn, now) {
      const known = last.of(signIn)
      const asked = lookedUp.get(signIn.grantId) ?? Number.NEGATIVE_INFINITY
      const old = !known || now.getTime() - known.at.getTime() > clientKeepsMs
      if (old && performance.now() - asked > lookUpEveryMs) void lookUp(signIn)
      return known
    },
    async fetchedWithin(signIn, minutes, now) {
      const recent = () => {
        const known = last.of(signIn)
        return known !== undefined && now.getTime() - known.at.getTime() <= minutes * 60_000
      }
      if (recent()) return true
      const answered = await lookUp(signIn)
      if (recent() || !answered || performance.now() < unsureUntil) return true
      await new Promise((resolve) => setTimeout(resolve, limits.otherReplicaMs))
      return recent() || !(await lookUp(signIn)) || recent()
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

/** Whether PostgreSQL refuses a value (SQLSTATE classes 22 and 23); anything else passes with time. */
const isRefusedRow = (error: unknown): boolean => error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))
