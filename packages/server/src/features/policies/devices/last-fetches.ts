import type { Fetch } from './sighting.ts'

/** How many sign-ins' fetches are remembered; the longest silent leave first, and are found in the database again. */
const most = 200_000

/** A sign-in that calls models. */
export interface SignIn {
  workspaceId: string
  personId: string
  grantId: string
}

/** The last fetch of each sign-in that is known here. */
export interface LastFetches {
  put(of: SignIn & { configServer: boolean }, fetch: Fetch): void
  /** Of the sign-in, or of the person's config server, because that signs in by itself: the later one. */
  of(signIn: SignIn): Fetch | undefined
}

export function rememberLastFetches(limit = most): LastFetches {
  const known = new Map<string, Fetch>()
  const byConfigServer = ({ workspaceId, personId }: SignIn) => `${workspaceId} ${personId}`

  function set(key: string, fetch: Fetch): void {
    const before = known.get(key)
    if (before && before.at > fetch.at) return
    known.delete(key)
    known.set(key, fetch)
    if (known.size <= limit) return
    for (const oldest of known.keys()) {
      known.delete(oldest)
      return
    }
  }

  return {
    put(of, fetch) {
      set(of.grantId, fetch)
      if (of.configServer) set(byConfigServer(of), fetch)
    },
    of(signIn) {
      const [own, configured] = [known.get(signIn.grantId), known.get(byConfigServer(signIn))]
      return own && configured && configured.at > own.at ? configured : (own ?? configured)
    },
  }
}
