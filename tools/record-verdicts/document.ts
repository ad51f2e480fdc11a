import { requirementFields } from '../../packages/policy/src/schema/requirements.ts'
import type { Fields, Shape } from '../../packages/policy/src/schema/shape.ts'
import { fieldsOfPermissions } from './permissions.ts'
import type { Random } from './random.ts'
import type { Node } from './render.ts'
import { commonNames, commonWords, namesByTable, wordsByField } from './words.ts'

/** How often a value is of another kind than the schema says, and how often a word is not the first, harmless one of its list. */
export interface Care {
  strange: number
  odd: number
}
export const careless: Care = { strange: 0.02, odd: 0.5 }
export const careful: Care = { strange: 0.002, odd: 0.25 }

/** A document of one to four keys with values that mostly fit. */
export function makeDocument(
  random: Random,
  care: Care = careless,
  keys: readonly string[] = Object.keys(requirementFields),
): Map<string, Node> {
  const fields: Fields = { ...requirementFields, permissions: fieldsOfPermissions }
  const root = new Map<string, Node>()
  const count = 1 + random.below(3)
  for (let made = 0; made < count; made++) {
    const key = random.pick(keys)
    const shape = fields[key]
    if (shape) root.set(random.chance(care.strange / 2) ? nearMiss(key, random) : key, makeValue(shape, key, random, care))
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

function makeValue(shape: Shape, name: string, random: Random, care: Care): Node {
  if (random.chance(care.strange)) return anyValue(random)
  switch (shape.is) {
    case 'anything':
      return anyValue(random)
    case 'text':
      return makeText(name, random, care)
    case 'flag':
      return random.chance(0.5)
    case 'number':
      return random.pick([1n, 0.5, 0n, -1n])
    case 'whole':
      return random.pick(random.chance(care.odd) ? [shape.min, shape.max, shape.min - 1n, shape.max + 1n] : [2n, 3n, 1000n])
    case 'choice':
      return random.chance(care.strange * 2) ? nearMiss(random.pick(shape.values), random) : random.pick(shape.values)
    case 'list':
      return Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 3]) }, () => makeValue(shape.of, name, random, care))
    case 'map':
      return makeMap(shape.of, name, random, care)
    case 'table':
      return makeTable(shape.fields, random, care)
    case 'tagged': {
      const kind = random.pick(Object.keys(shape.kinds))
      const table = makeTable(shape.kinds[kind]?.fields ?? {}, random, care)
      if (!random.chance(care.strange)) table.set(shape.by, random.chance(care.strange) ? nearMiss(kind, random) : kind)
      return table
    }
    case 'oneOf': {
      const names = Object.keys(shape.fields)
      const table = new Map<string, Node>()
      for (let count = !random.chance(care.strange * 3) ? 1 : random.pick([0, 2]); count > 0; count--) {
        const field = random.pick(names)
        const inner = shape.fields[field]
        if (inner) table.set(field, makeValue(inner, field, random, care))
      }
      return table
    }
    case 'either':
      return makeValue(random.pick(shape.options), name, random, care)
  }
}

function makeText(name: string, random: Random, care: Care): Node {
  const words = Object.hasOwn(wordsByField, name) ? wordsByField[name] : undefined
  if (words && random.chance(0.9)) return random.chance(care.odd) ? random.pick(words) : (words[0] ?? 'x')
  return random.chance(care.odd) ? random.pick(commonWords) : 'x'
}

function makeMap(of: Shape, name: string, random: Random, care: Care): Node {
  const table = new Map<string, Node>()
  const names = (Object.hasOwn(namesByTable, name) ? namesByTable[name] : undefined) ?? commonNames
  for (let count = random.pick([0, 1, 1, 2, 2, 3]); count > 0; count--) {
    const key = random.chance(care.strange)
      ? random.pick(commonNames)
      : random.chance(care.odd)
        ? random.pick(names)
        : (names[0] ?? 'x')
    table.set(key, makeValue(of, key, random, care))
  }
  return table
}

function makeTable(fields: Fields, random: Random, care: Care): Map<string, Node> {
  const table = new Map<string, Node>()
  const names = Object.keys(fields)
  const share = random.pick([0.2, 0.5, 0.9])
  for (const key of names) {
    const field = fields[key]
    if (!field || !random.chance(field.required ? 1 - care.strange : share)) continue
    table.set(random.chance(care.strange / 2) ? nearMiss(key, random) : key, makeValue(field, key, random, care))
  }
  if (random.chance(care.strange)) table.set(random.pick([...names, ...commonNames, 'enabled', 'features']), anyValue(random))
  return table
}
