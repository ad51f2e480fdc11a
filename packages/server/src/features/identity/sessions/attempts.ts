import { isIPv6 } from 'node:net'
import type { Clock } from '../../../platform/clock.ts'
import { Failure } from '../../../platform/failure.ts'

const windowMs = 15 * 60_000
const perAccount = 10
const perAddress = 30
const keptKeys = 20_000

interface Count {
  failures: number
  until: number
}

/** Failed sign-ins of the last quarter of an hour, in this process's memory: by account and by address. */
export interface Attempts {
  /**
   * Counts an attempt before it is verified, so that a hundred at the same moment are not all let through.
   * Fails: request.too_many, with the seconds to wait.
   */
  begin(account: string, address: string | null): void
  /** Takes back what `begin` counted: the account's failures are forgotten, the address gets its attempt back. */
  succeeded(account: string, address: string | null): void
}

export function openAttempts(clock: Clock): Attempts {
  const counts = new Map<string, Count>()

  const find = (key: string): Count | undefined => {
    const count = counts.get(key)
    if (count && count.until > clock.now().getTime()) return count
    counts.delete(key)
    return undefined
  }
  const refuseAt = (limit: number, key: string) => {
    const count = find(key)
    if (!count || count.failures < limit) return
    const retryAfterSeconds = Math.ceil((count.until - clock.now().getTime()) / 1000)
    throw new Failure('request.too_many', {
      detail: `Too many failed sign-ins. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
      more: { retryAfterSeconds },
    })
  }
  const add = (key: string) => {
    const count = find(key) ?? { failures: 0, until: clock.now().getTime() + windowMs }
    count.failures += 1
    counts.delete(key)
    counts.set(key, count)
    if (counts.size > keptKeys) for (const oldest of counts.keys()) return counts.delete(oldest)
    return true
  }

  return {
    begin(account, address) {
      const keys = keysOf(account, address)
      refuseAt(perAccount, keys.account)
      refuseAt(perAddress, keys.address)
      add(keys.account)
      add(keys.address)
    },
    succeeded(account, address) {
      const keys = keysOf(account, address)
      counts.delete(keys.account)
      const count = find(keys.address)
      if (count) count.failures = Math.max(0, count.failures - 1)
    },
  }
}

const keysOf = (account: string, address: string | null) => ({
  account: `account:${account.toLowerCase()}`,
  address: `address:${networkOf(address ?? 'none')}`,
})

/** One customer usually has a whole /64 of IPv6, so that counts as one address. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::')
  const first = head.split(':').filter(Boolean)
  const last = tail.split(':').filter(Boolean)
  const middle = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  return [...first, ...middle, ...last].slice(0, 4).join(':')
}

const ofApp = new WeakMap<object, Attempts>()

/** The attempts that this process counts; every way of giving a password shares them. */
export function attemptsOf(app: { clock: Clock }): Attempts {
  const attempts = ofApp.get(app) ?? openAttempts(app.clock)
  ofApp.set(app, attempts)
  return attempts
}
