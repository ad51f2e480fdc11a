import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `<data>/demo.json` says: who is there and how to get in. Its passwords are the published ones of `dev/scenario`. */
export interface DemoFile {
  baseUrl: string
  /** The workspace that `adminKey` opens. */
  workspaceId: string
  /** Holds every scope. */
  adminKey: string
  workspaces: { id: string; slug: string; name: string }[]
  people: DemoPerson[]
}

export interface DemoPerson {
  /** The slug of the workspace they are a member of. */
  workspace: string
  name: string
  email: string
  password: string
  role: string
  groups: string[]
  status: 'active' | 'deactivated'
}

const pathIn = (dataDir: string): string => join(dataDir, 'demo.json')

/** The file, or what a fill that did not finish left of it; undefined when there is none. */
export function readDemoFile(dataDir: string): Partial<DemoFile> | undefined {
  const path = pathIn(dataDir)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Partial<DemoFile>) : undefined // only we write it
}

/** Writes the file whole, readable by its owner only. */
export function writeDemoFile(dataDir: string, contents: Partial<DemoFile>): void {
  mkdirSync(dataDir, { recursive: true })
  const path = pathIn(dataDir)
  writeFileSync(`${path}.new`, `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600 })
  chmodSync(`${path}.new`, 0o600) // a file that was there keeps its mode
  renameSync(`${path}.new`, path)
}
