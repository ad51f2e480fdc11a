/** What one member's running calls may hold in memory, in bytes: eight of the largest, or hundreds of usual ones. */
const mostForOne = 256 * 1024 * 1024

/** The bodies of calls that run now, by member. */
export interface HeldBodies {
  /** Counts a body until the function that it returns is called; undefined when its member holds too much already. */
  hold(memberId: string, bytes: number): (() => void) | undefined
}

/**
 * A body is kept while its call runs, and a few packed kilobytes unpack to 32 MiB: without an end to it, one member could fill the
 * memory that everybody's policy is served from.
 */
export function openHeldBodies(most = mostForOne): HeldBodies {
  const held = new Map<string, number>()
  return {
    hold(memberId, bytes) {
      const before = held.get(memberId) ?? 0
      if (before + bytes > most) return undefined
      held.set(memberId, before + bytes)
      return () => {
        const rest = (held.get(memberId) ?? 0) - bytes
        if (rest > 0) held.set(memberId, rest)
        else held.delete(memberId)
      }
    },
  }
}
