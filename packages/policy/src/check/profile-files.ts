import { isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Effect, Findings } from './findings.ts'

const isWindowsPath = (path: string) => /^[A-Za-z]:[\\/]|^\\\\/.test(path)

/** Files, scan depth and roots of a profile and of those it extends. Only the default profile is read when the client starts. */
export function checkProfileFiles(
  chain: readonly string[],
  profiles: ReadonlyMap<string, TomlValue>,
  effect: Effect,
  findings: Findings,
): void {
  const later = effect === 'refused' ? '' : ' The client refuses it as soon as somebody chooses the profile.'
  // Each profile is looked at by itself; what it extends only matters for the default.
  for (const name of effect === 'refused' ? chain : chain.slice(0, 1)) {
    const profile = profiles.get(name)
    if (!isTable(profile)) continue
    const report = (path: Path, message: string, fix: string, part: 'key' | 'value' = 'key') =>
      findings.add(effect, 'permission_path', ['permissions', name, ...path], message + later, fix, part)
    if (isTable(profile.filesystem)) checkFiles(profile.filesystem, report)
    if (!isTable(profile.workspace_roots)) continue
    for (const [root, on] of Object.entries(profile.workspace_roots)) {
      if (on === true && isWindowsPath(root)) report(['workspace_roots', root], 'This is a Windows path.', 'Write a POSIX path.')
    }
  }
}

type Report = (path: Path, message: string, fix: string, part?: 'key' | 'value') => void

function checkFiles(filesystem: TomlTable, report: Report): void {
  for (const [path, access] of Object.entries(filesystem)) {
    const at = ['filesystem', path]
    if (path === 'glob_scan_max_depth') {
      if (access === 0n) report(at, 'glob_scan_max_depth must be at least 1.', 'Write 1 or more.', 'value')
      continue
    }
    if (!/^(\/|~\/|~$|:)/.test(path))
      report(at, 'The path must be absolute or begin with ~/ or a colon.', 'Write it from the root or from ~/.')
    if (isTable(access)) {
      if (nestless.includes(path) && Object.keys(access).some((below) => below !== '.'))
        report(at, `${path} takes no sub-paths.`, 'Write one access for it.')
      const globs = /^(\/|~)/.test(path) || withGlobs.includes(path)
      for (const [below, inner] of Object.entries(access)) {
        checkBelow(below, inner, globs, [...at, below], report)
        if (/^[/~]/.test(path) && /[*?[\]{}\\]/.test(path) && /[*?[\]]/.test(below) && isDenied(inner))
          report([...at, below], `${path} cannot stand before a pattern.`, 'Write the whole as one entry.')
      }
    } else {
      checkGlob(path, access, !path.startsWith(':'), at, report)
    }
  }
}

const withGlobs = [':workspace_roots', ':project_roots', ':tmpdir', ':slash_tmp']
const nestless = [':minimal', ':root', ':slash_tmp', ':tmpdir']

function checkBelow(below: string, access: TomlValue, globs: boolean, at: Path, report: Report): void {
  const parts = below.split('/')
  if (
    below === '' ||
    below.startsWith('/') ||
    (below !== '.' && parts[0] === '.') ||
    parts.includes('..') ||
    isWindowsPath(below)
  ) {
    report(at, 'A sub-path stays below its folder: not empty, not absolute, without . and ..', 'Write it relative to the folder.')
  }
  checkGlob(below, access, globs, at, report)
}

/** Patterns can only be denied, and only below folders the client can list. */
function checkGlob(path: string, access: TomlValue, globs: boolean, at: Path, report: Report): void {
  if (typeof access !== 'string') return
  const denied = globs && isDenied(access)
  const plain = path.length > 3 && path.endsWith('/**') ? path.slice(0, -3) : path
  if (!denied && /[*?[\]]/.test(plain))
    report(
      at,
      'A pattern can only be denied; for the rest use an exact path or a trailing /**.',
      'Write "deny", or an exact path.',
    )
}

export const isDenied = (access: TomlValue | undefined) => access === 'deny' || access === 'none'
