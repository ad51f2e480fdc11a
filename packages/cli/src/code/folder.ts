import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize, sep } from 'node:path'
import { PolicyFolder } from '@bailiwick/contracts'
import { patch } from '@decimalturn/toml-patch'
import { parse, stringify, TomlError } from 'smol-toml'
import { CannotRun } from './api.ts'
import { Manifest, toFolderTest, toManifestTest } from './manifest.ts'

export const manifestName = 'bailiwick.toml'

/** Reads a folder: `bailiwick.toml` and the documents it names. Throws `CannotRun` with file, line and what to do. */
export function readFolder(directory: string): PolicyFolder {
  const manifest = readManifest(directory)
  if (!manifest) throw new CannotRun(`There is no ${manifestName} in ${directory}. Start with \`bailiwick pull ${directory}\`.`)
  return PolicyFolder.parse({
    policies: manifest.policies.map(({ name, purpose, owner, file, defaults }) => ({
      name,
      purpose,
      owner,
      contents: readDocument(directory, file),
      defaults: defaults === undefined ? '' : readDocument(directory, defaults),
    })),
    rules: manifest.rules,
    default: manifest.default ?? null,
    tests: manifest.tests.map(toFolderTest),
  })
}

/**
 * Writes what is in force into a folder. Comments in `bailiwick.toml` stay, documents keep the file they are in, and a document that says
 * the same is not touched. Returns the files that changed, relative to the folder.
 */
export function writeFolder(directory: string, folder: PolicyFolder): string[] {
  const before = readManifest(directory)
  const known = new Map(before?.policies.map((it) => [it.name, it]))
  const taken = new Set([...known.values()].flatMap((it) => [it.file, ...(it.defaults ? [it.defaults] : [])]))
  const changed: string[] = []
  const policies = folder.policies.map(({ name, purpose, owner, contents, defaults }) => {
    const entry = known.get(name)
    const file = entry?.file ?? freeName(name, '.toml', taken)
    const defaultsFile = entry?.defaults ?? file.replace(/(\.toml)?$/, '.defaults.toml')
    if (write(directory, file, contents)) changed.push(file)
    if (defaults && write(directory, defaultsFile, defaults)) changed.push(defaultsFile)
    return { name, file, ...(defaults && { defaults: defaultsFile }), ...(purpose && { purpose }), ...(owner && { owner }) }
  })
  const manifest = {
    ...(folder.default !== null && { default: folder.default }),
    // An empty list is left out: TOML lets nobody add `[[rules]]` below `rules = []`.
    ...(policies.length > 0 && { policies }),
    ...(folder.rules.length > 0 && { rules: folder.rules }),
    ...(folder.tests.length > 0 && { tests: folder.tests.map(toManifestTest) }),
  }
  const text = readIfThere(join(directory, manifestName))
  const next = text === undefined ? `${introduction}${stringify(manifest)}` : patch(text, manifest)
  if (write(directory, manifestName, next)) changed.push(manifestName)
  return changed
}

const introduction = `# Who gets which Codex policy. The first rule whose group somebody is in wins; everybody else gets the default.
# \`bailiwick plan\` shows what a change would do, \`bailiwick apply\` puts it in force.

`

function readManifest(directory: string): Manifest | undefined {
  const text = readIfThere(join(directory, manifestName))
  if (text === undefined) return undefined
  const result = Manifest.safeParse(parseManifest(text))
  if (result.success) return result.data
  const places = result.error.issues.map((it) => `  ${it.path.join('.') || manifestName}: ${it.message}`)
  throw new CannotRun(`${manifestName} does not say what it must:\n${places.join('\n')}`)
}

function parseManifest(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof TomlError) {
      throw new CannotRun(`${manifestName}:${error.line}:${error.column} is not TOML: ${error.message.split('\n')[0]}`)
    }
    throw error
  }
}

function readDocument(directory: string, file: string): string {
  const text = readIfThere(placeOf(directory, file))
  if (text === undefined) throw new CannotRun(`${manifestName} names ${file}, and there is no such file.`)
  return text
}

/** A manifest names files below its own folder only: a pull writes where it says. */
function placeOf(directory: string, file: string): string {
  const place = normalize(file)
  if (isAbsolute(place) || place === '..' || place.startsWith(`..${sep}`)) {
    throw new CannotRun(`${manifestName} names ${file}, which is not below its folder.`)
  }
  return join(directory, place)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CannotRun(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function write(directory: string, file: string, text: string): boolean {
  const path = placeOf(directory, file)
  if (readIfThere(path) === text) return false
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return true
}

/** A file name from a policy's name that nothing else in the folder has. */
function freeName(name: string, ending: string, taken: Set<string>): string {
  const words =
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('-') || 'policy'
  for (let n = 1; ; n++) {
    const file = `policies/${words}${n === 1 ? '' : `-${n}`}${ending}`
    if (taken.has(file)) continue
    taken.add(file)
    return file
  }
}
