import type { Path, TomlValue } from '../toml/parse-toml.ts'
import type { Findings } from './findings.ts'
import { globProblem, globReach } from './glob.ts'

/** `permissions.filesystem.deny_read` as client 0.169.0 reads it on Linux (§18.8). */
export function checkDenyRead(list: TomlValue | undefined, path: Path, findings: Findings): void {
  if (!Array.isArray(list)) return
  for (const [index, entry] of list.entries()) {
    if (typeof entry === 'string') checkEntry(entry, [...path, index], findings)
  }
}

function checkEntry(entry: string, path: Path, findings: Findings): void {
  const glob = entry.search(/[*?[]/)
  const cut = glob < 0 ? entry.length : entry.lastIndexOf('/', glob)
  const folder = glob < 0 ? entry : entry.slice(0, Math.max(cut, 0))
  const bad = pathProblem(folder)
  if (bad) {
    findings.add(
      'refused',
      'deny_read_path',
      path,
      `The client cannot read this path: ${bad}.`,
      'Write a POSIX path such as "/srv/secrets" or "~/.ssh".',
    )
    return
  }
  if (glob < 0 && coversClientHome(entry)) {
    const message = 'This covers the folder the client itself lives in: it refuses to start.'
    findings.add('refused', 'deny_read_path', path, message, 'Name the folders to protect, for example "~/.ssh".')
    return
  }
  const problem = glob < 0 ? undefined : globProblem(entry)
  if (problem) {
    findings.add('refused', 'deny_read_path', path, `The client cannot read this pattern: ${problem}.`, 'Correct the pattern.')
    return
  }
  const reach = globReach(entry)
  if (reach) {
    const message = `The client cannot expand this pattern on Linux (${reach}): it starts, but every session fails.`
    const fix = 'Begin with a folder, for example "/home/**/.env" or "~/**/.env".'
    findings.add('breaks_sessions', 'deny_read_path', path, message, fix)
  } else if (!entry.startsWith('/') && !entry.startsWith('~/')) {
    const message = 'A relative entry applies below the client’s own folder, not below the workspace: it protects nothing there.'
    findings.add('ineffective', 'path_not_effective', path, message, 'Begin with / or ~/, for example "~/**/.env".')
  }
}

function pathProblem(path: string): string | undefined {
  if (/^[A-Za-z]:[\\/]/.test(path) || path.includes('\\')) return 'it is a Windows path'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the client refuses
  const odd = /[\]{}\u0000-\u0008\u000a-\u001f\u007f]/.exec(path)
  return odd ? `the character ${JSON.stringify(odd[0])} is not allowed` : undefined
}

/** Folders that hold the client's home on a usual device: the user's home, the client's own folder, or what lies above them. */
function coversClientHome(entry: string): boolean {
  const parts: string[] = []
  for (const part of entry.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  if (!entry.startsWith('/')) {
    const [first, second, ...more] = parts
    if (first === undefined || (first === '~' && second === undefined)) return true
    if (first === '~') return second === '.codex' && (more.length === 0 || (more[0] === 'tmp' && more.length <= 2))
    return first === 'tmp' && parts.length <= 2
  }
  const [top, user, folder] = parts
  if (top === 'root') return user === undefined || (user === '.codex' && folder === undefined)
  return (top === 'home' || top === 'Users') && (folder === undefined || (folder === '.codex' && parts.length === 3))
}
