import { startFleet } from '../packages/cli/src/fleet/fleet.ts'
import { serveParent } from './child.ts'

/** The devices of a company that all start at once, in a process of their own. */
export interface Herd {
  urls: string[]
  tokens: (string | null)[]
  devices: number
}

serveParent(
  {},
  async () => undefined,
  async (question) => {
    const { urls, tokens, devices } = question as Herd // both sides stand in this folder
    const askings = tokens.map((token, index) => ({ url: new URL(urls[index % urls.length] ?? ''), token, ca: undefined }))
    return startFleet({ askings, devices, spreadMs: 0 })
  },
)
