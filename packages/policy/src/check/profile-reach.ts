import { isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Findings } from './findings.ts'
import { globProblem, globReach } from './glob.ts'
import { isDenied } from './profile-files.ts'

const projectRoots = [':workspace_roots', ':project_roots']

/**
 * Whether a session can start under the default profile. The client reads the project's instructions inside the sandbox, so the project
 * must stay readable, patterns must be expandable, and where it may write it makes folders. `chain`: the profile and what it extends.
 */
export function checkReach(chain: readonly string[], profiles: ReadonlyMap<string, TomlValue>, findings: Findings): void {
  const entries = new Map<string, { entry: TomlValue; at: Path }>()
  for (const name of chain) {
    const profile = profiles.get(name)
    if (!isTable(profile) || !isTable(profile.filesystem)) continue
    for (const [path, entry] of Object.entries(profile.filesystem))
      if (!entries.has(path)) entries.set(path, { entry, at: ['permissions', name, 'filesystem', path] })
  }
  const last = profiles.get(chain.at(-1) ?? '')
  const opened =
    (isTable(last) && last.extends === ':workspace') ||
    projectRoots.some((path) => ['read', 'write'].includes(String(own(entries.get(path)?.entry))))
  const breaks = (at: Path, message: string, fix: string) =>
    findings.add('breaks_sessions', 'permission_path', at, `${message}: no session starts.`, fix, 'key')
  for (const [path, { entry, at }] of entries) {
    const access = own(entry)
    if (isDenied(access) && (projectRoots.includes(path) || (/^~\/?$/.test(path) && !opened)))
      breaks(at, `${path} holds the project itself, which must stay readable`, 'Deny single folders below it instead.')
    else if (access === 'write' && /^\/(proc|sys)\/?$/.test(path))
      breaks(at, `The client cannot make its folders below ${path}`, 'Remove the entry, or write "read".')
    for (const { pattern, at: place } of patternsOf(path, entry, at)) {
      const problem = globReach(pattern) ?? globProblem(pattern.slice(baseOf(pattern).length))
      if (problem)
        breaks(place, `The client cannot expand this pattern (${problem})`, 'Begin it with a folder that exists and is not huge.')
    }
  }
}

const own = (entry: TomlValue | undefined) => (isTable(entry) ? entry['.'] : entry)

const baseOf = (pattern: string) => pattern.slice(0, Math.max(pattern.lastIndexOf('/', pattern.search(/[*?[\]]/)), 0))

/** What is denied by pattern. */
function* patternsOf(path: string, entry: TomlValue, at: Path): Generator<{ pattern: string; at: Path }> {
  const below: TomlTable = isTable(entry) ? entry : { '': entry }
  for (const [sub, access] of Object.entries(below)) {
    const pattern = sub === '' ? path : path.startsWith(':') ? sub : `${path.replace(/\/$/, '')}/${sub}`
    if (isDenied(access) && /[*?[\]]/.test(pattern)) yield { pattern, at: sub === '' ? at : [...at, sub] }
  }
}
