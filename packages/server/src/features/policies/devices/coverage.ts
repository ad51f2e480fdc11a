import { type Coverage, deviceStates } from '@bailiwick/contracts'
import { countCalls, inForceSince, listCallsWithout } from './coverage.store.ts'
import { clockTime } from './device-words.ts'
import { type DevicesApp, requireWorkspace, wouldAllGet } from './devices.ts'
import { isRecorded } from './devices.views.ts'
import { countArrivals, countStates, type StateCount } from './seen-devices.store.ts'

const dayMs = 86_400_000
/** The arrival is told from the revision in force on, and at most for a week. */
const longestMs = 7 * dayMs
const parts = 24
const cacheMs = 3_600_000

/** Did the policy arrive: devices by state and version, and model calls without a policy fetch. */
export async function coverageOf(app: DevicesApp, workspaceId: string): Promise<Coverage> {
  await app.devices.flush()
  const workspace = requireWorkspace(app, workspaceId)
  const now = app.clock.now()
  const since = new Date(now.getTime() - dayMs)
  const would = await wouldAllGet(app, workspace)
  const counts = await countStates(app.db, workspaceId, would, now)
  const calls = await countCalls(app.db, workspaceId, since)
  const without = await listCallsWithout(app.db, workspaceId, since)
  const inState = (state: StateCount['state']) => sum(counts.filter((it) => it.state === state))
  let members = 0
  for (const { status } of app.standing.members(workspaceId)) if (status === 'active') members++
  return {
    members,
    devices: sum(counts),
    // Built from the contract's own list, so every state is there.
    byState: Object.fromEntries(deviceStates.map((it) => [it, inState(it)])) as Coverage['byState'],
    byVersion: byVersion(counts),
    callsLastDay: calls.calls,
    callsWithoutRecentPolicy: calls.without,
    without: without.map((it) => ({
      person: it.person_id === null ? null : { id: it.person_id, name: it.name ?? '', email: it.email ?? '' },
      surface: it.surface ?? 'unknown',
      calls: it.calls,
      lastAt: it.last_at.toISOString(),
    })),
    arrival: await arrivalOf(app, workspaceId, would, now),
    revision: workspace.revision?.number ?? null,
    sentence: sentenceOf(counts, now),
  }
}

async function arrivalOf(
  app: DevicesApp,
  workspaceId: string,
  would: Parameters<typeof countArrivals>[2],
  now: Date,
): Promise<Coverage['arrival']> {
  const began = (await inForceSince(app.db, workspaceId)) ?? now
  const from = new Date(Math.max(began.getTime(), now.getTime() - longestMs))
  const stepMs = (now.getTime() - from.getTime()) / parts
  if (stepMs === 0) return []
  const rows = await countArrivals(app.db, workspaceId, would, { now, from, parts })
  return Array.from({ length: parts + 1 }, (_, index) => {
    const until = rows.filter((it) => it.part <= index)
    const [current, known] = [until.reduce((n, it) => n + it.arrived, 0), until.reduce((n, it) => n + it.known, 0)]
    const at = new Date(from.getTime() + index * stepMs).toISOString()
    return { at, current, behind: Math.max(0, known - current) }
  })
}

function byVersion(counts: StateCount[]): Coverage['byVersion'] {
  const versions = [...new Set(counts.map((it) => it.client_version))]
  return versions
    .map((version) => ({
      version,
      recorded: isRecorded(version),
      devices: sum(counts.filter((it) => it.client_version === version)),
    }))
    .sort((a, b) => b.devices - a.devices || a.version.localeCompare(b.version))
}

const sum = (counts: StateCount[]): number => counts.reduce((n, it) => n + it.devices, 0)

/** The answer to “did it arrive”, and by when it can have. */
function sentenceOf(counts: StateCount[], now: Date): string {
  const all = sum(counts)
  if (all === 0) return 'No device has been seen yet.'
  const behind = counts.filter((it) => it.state === 'behind')
  const [late, unserved] = [sum(behind), sum(counts.filter((it) => it.state === 'unserved'))]
  const words = [`${all - late - unserved} of ${all} devices fetched what they would get now.`]
  if (late > 0) {
    const last = Math.max(...behind.map((it) => (it.last_served_at?.getTime() ?? 0) + cacheMs))
    const ends =
      last > now.getTime()
        ? `the last of their caches ends by ${clockTime(new Date(last), now)}`
        : 'their caches have ended, and they fetch when they start next'
    words.push(`${late} ${late === 1 ? 'is' : 'are'} behind: ${ends}.`)
  }
  if (unserved > 0) words.push(`Nobody saw ${unserved} of them fetch a policy.`)
  return words.join(' ')
}
