import { requirementFields } from '../../packages/policy/src/schema/requirements.ts'
import type { Fields, Shape } from '../../packages/policy/src/schema/shape.ts'
import { fieldsOfPermissions } from './permissions.ts'
import type { Random } from './random.ts'
import type { Node } from './render.ts'
import { commonNames, commonWords, namesByTable, wordsByField } from './words.ts'

/** How often a value is of another kind than the schema says. */
const strange = 0.02

/** A document of one to four keys with values that mostly fit. */
export function makeDocument(random: Random, keys: readonly string[] = Object.keys(requirementFields)): Map<string, Node> {
  const fields: Fields = { ...requirementFields, permissions: fieldsOfPermissions }
  const root = new Map<string, Node>()
  const count = 1 + random.below(3)
  for (let made = 0; made < count; made++) {
    const key = random.pick(keys)
    const shape = fields[key]
    if (shape) root.set(random.chance(0.01) ? nearMiss(key, random) : key, makeValue(shape, key, random))
  }
  return root
}

export function nearMiss(key: string, random: Random): string {
  return random.pick([key.toUpperCase(), key.replaceAll('_', '-'), `${key}s`, key.slice(1), `${key} `, key.replaceAll('-', '_')])
}

/** A value of no particular kind. */
export function anyValue(random: Random): Node {
  return random.pick<() => Node>([
    () => 'x',
    () => '',
    () => random.pick(commonWords),
    () => 1n,
    () => 0n,
    () => random.pick([-1n, 65_535n, 65_536n, 2n ** 63n - 1n, 70_000n, 2n, 80n, 255n, 256n]),
    () => random.pick([1.5, Number.NaN, Number.POSITIVE_INFINITY, 0.5, 1e300]),
    () => random.chance(0.5),
    () => [],
    () => ['x'],
    () => [1n],
    () => [[]],
    () => [new Map()],
    () => [true],
    () => [new Map<string, Node>([['a', 'b']])],
    () => new Map(),
    () => new Map<string, Node>([['a', 1n]]),
    () => new Map<string, Node>([['x', 'y']]),
    () => new Map<string, Node>([['x', new Map()]]),
    () => ({
      raw: random.pick(['2024-01-01', '07:32:00', '1979-05-27T07:32:00Z', '2024-02-30', '2024-01-01 00:00:00', '07:32']),
    }),
    () => ({
      raw: random.pick([
        '0x1F',
        '1_000',
        '1e5',
        '0b1',
        '0o7',
        '+1',
        '-0',
        'inf',
        '-nan',
        '9223372036854775808',
        '01',
        '1__0',
        'True',
      ]),
    }),
  ])()
}

export function makeValue(shape: Shape, name: string, random: Random): Node {
  if (random.chance(strange)) return anyValue(random)
  switch (shape.is) {
    case 'anything':
      return anyValue(random)
    case 'text':
      return makeText(name, random)
    case 'flag':
      return random.chance(0.5)
    case 'number':
      return random.pick([1n, 0.5, 0n, -1n])
    case 'whole':
      return random.pick([1n, 2n, 3n, 10n, shape.min, shape.max, shape.min - 1n, shape.max + 1n, 1000n])
    case 'choice':
      return random.chance(0.06) ? nearMiss(random.pick(shape.values), random) : random.pick(shape.values)
    case 'list':
      return Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 3]) }, () => makeValue(shape.of, name, random))
    case 'map':
      return makeMap(shape.of, name, random)
    case 'table':
      return makeTable(shape.fields, random)
    case 'tagged': {
      const kind = random.pick(Object.keys(shape.kinds))
      const table = makeTable(shape.kinds[kind]?.fields ?? {}, random)
      if (!random.chance(0.03)) table.set(shape.by, random.chance(0.03) ? nearMiss(kind, random) : kind)
      return table
    }
    case 'oneOf': {
      const names = Object.keys(shape.fields)
      const table = new Map<string, Node>()
      for (let count = random.chance(0.93) ? 1 : random.pick([0, 2]); count > 0; count--) {
        const field = random.pick(names)
        const inner = shape.fields[field]
        if (inner) table.set(field, makeValue(inner, field, random))
      }
      return table
    }
    case 'either':
      return makeValue(random.pick(shape.options), name, random)
  }
}

function makeText(name: string, random: Random): Node {
  const words = Object.hasOwn(wordsByField, name) ? wordsByField[name] : undefined
  if (words && random.chance(0.9)) return random.chance(0.5) ? (words[0] ?? 'x') : random.pick(words)
  return random.pick(commonWords)
}

function makeMap(of: Shape, name: string, random: Random): Node {
  const table = new Map<string, Node>()
  const names = (Object.hasOwn(namesByTable, name) ? namesByTable[name] : undefined) ?? commonNames
  for (let count = random.pick([0, 1, 1, 2, 2, 3]); count > 0; count--) {
    const key = random.chance(0.03) ? random.pick(commonNames) : random.chance(0.3) ? (names[0] ?? 'x') : random.pick(names)
    table.set(key, makeValue(of, name === 'tools' ? 'x' : key, random))
  }
  return table
}

function makeTable(fields: Fields, random: Random): Map<string, Node> {
  const table = new Map<string, Node>()
  const names = Object.keys(fields)
  const share = random.pick([0.2, 0.5, 0.9])
  for (const key of names) {
    const field = fields[key]
    if (!field || !random.chance(field.required ? 0.97 : share)) continue
    table.set(random.chance(0.01) ? nearMiss(key, random) : key, makeValue(field, key, random))
  }
  if (random.chance(0.03)) table.set(random.pick([...names, ...commonNames, 'enabled', 'features']), anyValue(random))
  return table
}
