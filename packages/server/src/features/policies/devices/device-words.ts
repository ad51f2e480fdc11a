import type { PolicyInForce } from '../../standing/index.ts'
import type { SeenDevice } from './seen-devices.store.ts'

/** A client uses what it fetched for this long (0.169.0). */
const cacheMs = 3_600_000

/** `14:02 UTC`, with the day when it is another one. */
export function clockTime(at: Date, now: Date): string {
  const [day, time] = at.toISOString().split('T')
  const sameDay = day === now.toISOString().split('T')[0]
  return `${sameDay ? '' : `${day} `}${time?.slice(0, 5)} UTC`
}

/** `40 minutes ago`. */
function ago(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  const [n, unit] =
    minutes < 60 ? [minutes, 'minute'] : minutes < 2880 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 1440), 'day']
  return `${n} ${unit}${n === 1 ? '' : 's'} ago`
}

const versionOf = (name: string | null, version: number | null): string => (name === null ? 'no policy' : `“${name}” v${version}`)

/** What was seen of a device, in one or two sentences; never more than was seen. */
export function deviceSentence(device: SeenDevice, would: PolicyInForce | null, now: Date): string {
  const { served_at: servedAt, used_at: usedAt } = device
  const gets = versionOf(would?.name ?? null, would?.version ?? null)
  if (!servedAt) {
    const calls = device.calls === 1 ? '1 model call' : `${device.calls} model calls`
    return `${calls}, the last ${ago(usedAt ?? device.seen_at, now)}, and nobody saw it fetch a policy. It would get ${gets}.`
  }
  const has = versionOf(device.policy_name, device.policy_version)
  const by = device.served_by !== null && device.served_by !== device.surface ? ` by ${device.served_by} of the same sign-in` : ''
  const fetched = `${has}${by}`
  if (device.state === 'behind')
    return `Would get ${gets} now; last fetched ${fetched} ${ago(servedAt, now)}. ${cacheWords(servedAt, now)}`
  const served = `Served ${fetched} at ${clockTime(servedAt, now)}`
  if (device.state === 'used') {
    const times = device.calls_since === 1 ? 'once' : `${device.calls_since} times`
    return `${served}, used ${by === '' ? `${times} since` : 'since'}, the last time ${ago(usedAt ?? servedAt, now)}.`
  }
  if (usedAt && device.state === 'silent') return `${served} and silent since; last used ${ago(usedAt, now)}.`
  return `${served}; no model call since.`
}

function cacheWords(servedAt: Date, now: Date): string {
  const until = new Date(servedAt.getTime() + cacheMs)
  return until > now
    ? `Its cache ends by ${clockTime(until, now)} at the latest; a running thread keeps what it started with.`
    : 'Its cache has ended: it fetches when it starts next; a running thread keeps what it started with.'
}
