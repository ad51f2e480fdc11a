import { builtinModules } from 'node:module'
import { expect, test } from 'vitest'
import { addressOf, permissionNames, type RouteContract, routeGroups } from '../packages/contracts/src/index.ts'
import { findCycle, visits } from './architecture/rooms.ts'
import { declaredIn, isTest, packageOf, resolveImport, type Source, sources } from './architecture/sources.ts'

/** Which workspaces each workspace may import. */
const mayImport: Record<string, string[]> = {
  'packages/contracts': [],
  'packages/policy': [],
  'packages/server': ['@bailiwick/contracts', '@bailiwick/policy', '@bailiwick/scenario'],
  'packages/console': ['@bailiwick/contracts', '@bailiwick/policy'],
  'packages/cli': ['@bailiwick/contracts', '@bailiwick/policy'],
  'packages/runner': ['@bailiwick/contracts', '@bailiwick/policy'],
  'dev/scenario': ['@bailiwick/contracts', '@bailiwick/policy'],
}

/** Packages without I/O, and all that they may use. */
const pure: Record<string, string[]> = {
  'packages/contracts': ['zod'],
  'packages/policy': ['zod', 'smol-toml', 'toml-eslint-parser'],
}

/** Inside the server imports go down; `testing` stands above everything, because it sets the whole server up. */
const layers = ['platform', 'features', 'main', 'testing']

const largest = 400
/** Tables of data read better whole. */
const tables = [/\/migrations\/\d+-[^/]+\.ts$/, /\.cases\.ts$/, /\.table\.ts$/, /^packages\/contracts\/src\/errors\.ts$/]

const inProduction = sources.filter((source) => !isTest(source))

test('there is something to look at', () => {
  for (const workspace of ['packages/contracts', 'packages/policy', 'packages/server', 'packages/console']) {
    expect(filesOf(workspace).length, workspace).toBeGreaterThan(5)
  }
})

test('a workspace imports only the workspaces it may', () => {
  const wrong = Object.entries(mayImport).flatMap(([workspace, allowed]) =>
    filesOf(workspace)
      .filter((source) => !isTest(source))
      .flatMap((source) =>
        source.imports
          .filter((name) => name.startsWith('@bailiwick/') && !allowed.includes(packageOf(name)))
          .map((name) => `${source.path} imports ${name}`),
      ),
  )
  expect(wrong).toEqual([])
})

test('a workspace is entered by its name, never by a path into its folder', () => {
  const wrong = inProduction.flatMap((source) => {
    const own = workspaceOf(source)
    return source.imports
      .map((name) => resolveImport(source, name))
      .filter((path) => own !== undefined && path !== undefined && !path.startsWith(`${own}/`))
      .map((path) => `${source.path} imports ${path}`)
  })
  expect(wrong).toEqual([])
})

test('what a workspace imports is declared in its package.json', () => {
  const wrong = Object.keys(mayImport).flatMap((workspace) => {
    const files = filesOf(workspace)
    if (files.length === 0) return []
    const { dependencies, devDependencies } = declaredIn(workspace)
    const shared = declaredIn('.').devDependencies
    return files.flatMap((source) => {
      const known =
        isTest(source) || source.path.endsWith('.config.ts') ? [...dependencies, ...devDependencies, ...shared] : dependencies
      return source.imports
        .filter((name) => !isBuiltIn(name) && !name.startsWith('.') && !name.startsWith('@bailiwick/'))
        .filter((name) => !known.includes(packageOf(name)))
        .map((name) => `${source.path} imports ${name}`)
    })
  })
  expect(wrong).toEqual([])
})

test('contracts and policy do no I/O and need nothing but parsers', () => {
  const wrong = Object.entries(pure).flatMap(([workspace, allowed]) =>
    filesOf(workspace)
      .filter((source) => !isTest(source))
      .flatMap((source) =>
        source.imports
          .filter((name) => !name.startsWith('.') && !allowed.includes(packageOf(name)))
          .map((name) => `${source.path} imports ${name}`),
      ),
  )
  expect(wrong).toEqual([])
})

test('the console runs in a browser: nothing of Node in it', () => {
  const wrong = filesOf('packages/console/src')
    .filter((source) => !isTest(source))
    .flatMap((source) => source.imports.filter(isBuiltIn).map((name) => `${source.path} imports ${name}`))
  expect(wrong).toEqual([])
})

test('inside the server imports go down: main, features, platform', () => {
  const wrong = inProduction.flatMap((source) => {
    const height = layerOf(source.path)
    return source.imports.flatMap((name) => {
      const to = resolveImport(source, name)
      const above = to !== undefined && height !== undefined && (layerOf(to) ?? -1) > height
      return above ? [`${source.path} imports ${to}`] : []
    })
  })
  expect(wrong).toEqual([])
})

test('production code uses nothing that is made for tests', () => {
  const wrong = inProduction.flatMap((source) =>
    source.imports
      .filter((name) => name === 'vitest' || /(^|\/)testing\/|\.test\.ts$/.test(name))
      .map((name) => `${source.path} imports ${name}`),
  )
  expect(wrong.filter((line) => !line.startsWith('e2e/') && !line.startsWith('bench/'))).toEqual([])
})

test('a room is entered through its door', () => {
  const wrong = visits(inProduction)
    .filter(({ to, otherRoom }) => otherRoom === undefined || to !== `${otherRoom}/index.ts`)
    .map(({ from, to }) => `${from} imports ${to}`)
  expect(wrong).toEqual([])
})

test('rooms do not go in circles', () => {
  expect(findCycle(visits(inProduction))).toBeUndefined()
})

test('a circle would be seen', () => {
  const edges = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'b'],
  ].map(([room = '', otherRoom]) => ({ room, otherRoom }))
  expect(findCycle(edges)).toEqual(['b', 'c', 'b'])
  expect(findCycle(edges.slice(0, 2))).toBeUndefined()
})

test(`a file has fewer than ${largest} lines, unless it is a table of data`, () => {
  const wrong = sources.filter(({ path, lines }) => lines >= largest && !tables.some((table) => table.test(path)))
  expect(wrong.map(({ path, lines }) => `${path} has ${lines} lines`)).toEqual([])
})

test('files are named in kebab-case and say the thing', () => {
  const wrong = sources.filter(({ path }) => {
    const name = path.split('/').at(-1) ?? ''
    return (
      !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(name) ||
      /(^|[-.])(managers?|helpers?|utils?|impl|dto)[-.]/.test(name)
    )
  })
  expect(wrong.map(({ path }) => path)).toEqual([])
})

test('what is left undone goes to the tracker, and a silenced check says why', () => {
  const undone = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|XXX)\\b`)
  const silenced = /@ts-ignore|@ts-nocheck|@ts-expect-error\s*$|biome-ignore [^:]*:?\s*$/m
  const wrong = sources.filter(
    ({ path, text }) => path !== 'tools/architecture.test.ts' && (undone.test(text) || silenced.test(text)),
  )
  expect(wrong.map(({ path }) => path)).toEqual([])
})

const routes: [string, RouteContract][] = Object.entries(routeGroups).flatMap(([group, contracts]) =>
  Object.entries(contracts).map(([name, route]): [string, RouteContract] => [`${group}.${name}`, route]),
)

test('each route of the admin API names what it needs', () => {
  const known = new Set<string>(['public', 'person', 'member', ...permissionNames])
  expect(routes.length).toBeGreaterThan(20)
  expect(routes.filter(([, { needs }]) => !known.has(needs)).map(([name]) => name)).toEqual([])
})

test('a permission is checked against the workspace of the path', () => {
  const wrong = routes.filter(
    ([, route]) => !['public', 'person'].includes(route.needs) && !addressOf(route).path.includes('/:workspaceId'),
  )
  expect(wrong.map(([name]) => name)).toEqual([])
})

test('each route has an address of its own below /api/v1', () => {
  const addresses = routes.map(([, route]) => `${addressOf(route).method} ${addressOf(route).path.replace(/:\w+/g, ':')}`)
  expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([])
  expect(addresses.filter((address) => !address.includes(' /api/v1/'))).toEqual([])
})

function filesOf(folder: string): Source[] {
  return sources.filter(({ path }) => path.startsWith(`${folder}/`))
}

function workspaceOf({ path }: Source): string | undefined {
  return Object.keys(mayImport).find((workspace) => path.startsWith(`${workspace}/`))
}

function layerOf(path: string): number | undefined {
  const layer = /^packages\/server\/src\/([^/]+)\//.exec(path)?.[1]
  return layer === undefined || !layers.includes(layer) ? undefined : layers.indexOf(layer)
}

function isBuiltIn(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name)
}
