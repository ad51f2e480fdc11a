import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A source file of the repository, with the things it imports. */
export type Source = {
  /** From the repository's root, with forward slashes. */
  path: string
  text: string
  lines: number
  imports: string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const roots = ['packages', 'dev', 'e2e', 'bench', 'tools']
const left = new Set(['node_modules', 'dist', 'coverage'])
// The module name after `from`, of a bare import, or of a dynamic one. Names are kept to one line, so that prose never looks like one.
const importPattern = /(?:\bfrom|^\s*import|\bimport\()\s*['"]([^'"\s]+)['"]/gm

/** Every TypeScript and JavaScript file that belongs to the project. */
export const sources: readonly Source[] = roots.flatMap((folder) => filesBelow(join(root, folder))).map(readSource)

/** What is declared in the package.json of a workspace. */
export function declaredIn(folder: string): { dependencies: string[]; devDependencies: string[] } {
  const about: { dependencies?: object; devDependencies?: object } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  )
  return { dependencies: Object.keys(about.dependencies ?? {}), devDependencies: Object.keys(about.devDependencies ?? {}) }
}

/** The file that a relative import names, from the root; undefined for packages. */
export function resolveImport(from: Source, name: string): string | undefined {
  if (!name.startsWith('.')) return undefined
  return relative(root, join(root, dirname(from.path), name))
    .split(sep)
    .join('/')
}

/** The package of an import: `@scope/name` or `name`, without a path inside it. */
export function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}

export function isTest({ path }: Source): boolean {
  return /\.test\.(tsx?|mjs)$/.test(path) || path.includes('/testing/')
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return left.has(entry.name) ? [] : filesBelow(path)
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : []
  })
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8')
  return {
    path: relative(root, path).split(sep).join('/'),
    text,
    lines: text.split('\n').length - 1,
    imports: [...text.matchAll(importPattern)].flatMap(([, name]) => (name === undefined ? [] : [name])),
  }
}
