import { startFleet } from '../packages/cli/src/fleet/fleet.ts'
import { serveParent } from './child.ts'

/** The devices of a company that all start at once, in a process of their own. */
export interface Herd {
  urls: string[]
  tokens: (string | null)[]
  devices: number
  /** What https addresses are trusted by. */
  ca?: string | undefined
}

serveParent(
  {},
  async () => undefined,
  async (question) => {
    const { urls, tokens, devices, ca } = question as Herd // both sides stand in this folder
    const askings = tokens.map((token, index) => ({ url: new URL(urls[index % urls.length] ?? ''), token, ca }))
    return startFleet({ askings, devices, spreadMs: 0 })
  },
)
