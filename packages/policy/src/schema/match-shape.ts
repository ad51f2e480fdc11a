import type { Findings } from '../check/findings.ts'
import { dotted, isTable, kindOf, type Path, type TomlValue } from '../toml/parse-toml.ts'
import type { Shape } from './shape.ts'

/** Reports every place where a value does not have its shape. Wrong types are refused by the client when it reads the bundle. */
export function matchShape(value: TomlValue, shape: Shape, path: Path, findings: Findings): void {
  switch (shape.is) {
    case 'anything':
      return
    case 'text':
      if (typeof value !== 'string') wrongType(value, 'a string', path, findings)
      else if (shape.nonEmpty && value === '') wrongValue('must not be empty', path, findings)
      return
    case 'flag':
      if (typeof value !== 'boolean') wrongType(value, 'true or false', path, findings)
      return
    case 'number':
      if (typeof value !== 'number' && typeof value !== 'bigint') wrongType(value, 'a number', path, findings)
      return
    case 'whole':
      matchWhole(value, shape, path, findings)
      return
    case 'choice':
      matchChoice(value, shape.values, path, findings)
      return
    case 'list':
      if (!Array.isArray(value)) wrongType(value, 'an array', path, findings)
      else for (const [index, item] of value.entries()) matchShape(item, shape.of, [...path, index], findings)
      return
    case 'map':
      if (!isTable(value)) wrongType(value, 'a table', path, findings)
      else for (const [key, item] of Object.entries(value)) matchShape(item, shape.of, [...path, key], findings)
      return
    case 'table':
      matchTable(value, shape, path, findings)
      return
    case 'tagged':
      matchTagged(value, shape, path, findings)
      return
    case 'oneOf':
      matchOneOf(value, shape, path, findings)
      return
    case 'either':
      matchEither(value, shape, path, findings)
      return
  }
}

/** Whether a value has a shape, without reporting. */
export function hasShape(value: TomlValue, shape: Shape): boolean {
  let fits = true
  const probe: Findings = {
    list: [],
    full: true,
    get verdict() {
      return fits ? ('accepted' as const) : ('refused' as const)
    },
    dropped: 0,
    add() {},
    drops(effect) {
      if (effect === 'refused') fits = false
      return true
    },
  }
  matchShape(value, shape, [], probe)
  return fits
}

function matchWhole(value: TomlValue, shape: Shape & { is: 'whole' }, path: Path, findings: Findings): void {
  if (typeof value !== 'bigint') {
    wrongType(value, 'a whole number', path, findings)
    return
  }
  if (value >= shape.min && value <= shape.max) return
  if (findings.drops('refused')) return
  const range = `a whole number from ${shape.min} to ${shape.max}`
  findings.add('refused', 'out_of_range', path, `${name(path)} must be ${range}.`, `Write ${range}.`)
}

function matchChoice(value: TomlValue, values: readonly string[], path: Path, findings: Findings): void {
  const written = value
  if (typeof written !== 'string') {
    if (!findings.drops('refused')) wrongType(value, `one of ${quoted(values)}`, path, findings)
    return
  }
  if (values.includes(written) || findings.drops('refused')) return
  const near = values.find((known) => known.toLowerCase() === written.toLowerCase().replaceAll('_', '-'))
  const fix = near ? `Write "${near}".` : `Use one of ${quoted(values)}.`
  findings.add('refused', 'unknown_value', path, `"${shorten(written)}" is not a value the client knows for ${name(path)}.`, fix)
}

function matchTable(value: TomlValue, shape: Shape & { is: 'table' }, path: Path, findings: Findings): void {
  if (!isTable(value)) {
    wrongType(value, 'a table', path, findings)
    return
  }
  for (const [key, field] of Object.entries(shape.fields)) {
    if (!Object.hasOwn(value, key)) {
      if (field.required && !findings.drops('refused')) {
        findings.add('refused', 'missing_field', path, `${name(path)} needs the field ${key}.`, `Add ${key} = … .`, 'key')
      }
    }
  }
  for (const key of Object.keys(value)) {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
    const item = value[key]
    if (field && item !== undefined) matchShape(item, field, [...path, key], findings)
    else unknownKey(key, shape, path, findings)
  }
}

function unknownKey(key: string, shape: Shape & { is: 'table' }, path: Path, findings: Findings): void {
  if (shape.unknown === 'silent' || findings.drops(shape.unknown === 'refuse' ? 'refused' : 'ineffective')) return
  const full = dotted([...path, key])
  const near = findings.full ? undefined : nearest(key, Object.keys(shape.fields))
  const fix = near ? `Did you mean ${near}?` : `Remove ${full}.`
  if (shape.unknown === 'refuse') {
    findings.add(
      'refused',
      'unknown_key_refused',
      [...path, key],
      `${full} is not a field the client knows, and it refuses unknown fields here.`,
      fix,
      'key',
    )
  } else {
    findings.add(
      'ineffective',
      'unknown_key',
      [...path, key],
      `${full} is not a key the client knows: it has no effect.`,
      fix,
      'key',
    )
  }
}

function matchTagged(value: TomlValue, shape: Shape & { is: 'tagged' }, path: Path, findings: Findings): void {
  if (!isTable(value)) {
    wrongType(value, 'a table', path, findings)
    return
  }
  const tag = value[shape.by]
  if (tag === undefined) {
    if (findings.drops('refused')) return
    const kinds = quoted(Object.keys(shape.kinds))
    findings.add(
      'refused',
      'missing_field',
      path,
      `${name(path)} needs the field ${shape.by}.`,
      `Add ${shape.by} = one of ${kinds}.`,
      'key',
    )
    return
  }
  const kind = typeof tag === 'string' && Object.hasOwn(shape.kinds, tag) ? shape.kinds[tag] : undefined
  if (!kind) {
    matchChoice(isTable(tag) ? '' : tag, Object.keys(shape.kinds), [...path, shape.by], findings)
    return
  }
  matchTable(value, { ...kind, fields: { ...kind.fields, [shape.by]: { is: 'text' } } }, path, findings)
}

function matchOneOf(value: TomlValue, shape: Shape & { is: 'oneOf' }, path: Path, findings: Findings): void {
  if (!isTable(value)) {
    wrongType(value, 'a table', path, findings)
    return
  }
  const [only, ...more] = Object.entries(value)
  const field = only && Object.hasOwn(shape.fields, only[0]) ? shape.fields[only[0]] : undefined
  if (only && field && more.length === 0) matchShape(only[1], field, [...path, only[0]], findings)
  else wrongValue(`must have exactly one of ${Object.keys(shape.fields).join(', ')}`, path, findings)
}

function matchEither(value: TomlValue, shape: Shape & { is: 'either' }, path: Path, findings: Findings): void {
  const option = shape.options.find((candidate) => hasShape(value, candidate))
  if (option) {
    matchShape(value, option, path, findings)
    return
  }
  // A table that could only have meant one option gets that option's own, more exact findings.
  const alike = shape.options.filter((candidate) => sameKind(value, candidate))
  const [meant] = alike
  if (meant && alike.length === 1) {
    matchShape(value, meant, path, findings)
    return
  }
  if (findings.drops('refused')) return
  findings.add('refused', 'type_mismatch', path, `${name(path)} must be ${shape.expected}.`, `Write ${shape.expected}.`)
}

function sameKind(value: TomlValue, shape: Shape): boolean {
  if (typeof value === 'string') return shape.is === 'choice' || shape.is === 'text'
  return isTable(value) && (shape.is === 'table' || shape.is === 'oneOf' || shape.is === 'map')
}

function wrongValue(rule: string, path: Path, findings: Findings): void {
  if (findings.drops('refused')) return
  findings.add('refused', 'type_mismatch', path, `${name(path)} ${rule}.`, `Correct the value: it ${rule}.`)
}

function wrongType(value: TomlValue, expected: string, path: Path, findings: Findings): void {
  if (findings.drops('refused')) return
  findings.add(
    'refused',
    'type_mismatch',
    path,
    `${name(path)} must be ${expected}, but is ${kindOf(value)}.`,
    `Write ${expected}.`,
  )
}

const name = (path: Path) => (path.length === 0 ? 'The document' : dotted(path))
const quoted = (values: readonly string[]) => values.map((value) => `"${value}"`).join(', ')
const shorten = (written: string) => (written.length > 60 ? `${written.slice(0, 57)}…` : written)

/** The known key that differs by one or two letters, if any. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  if (key.length > 60) return undefined
  const plain = key.toLowerCase().replaceAll('-', '_')
  return (
    known.find((candidate) => candidate.toLowerCase() === plain) ??
    known.find((candidate) => within(plain, candidate.toLowerCase(), 2))
  )
}

function within(left: string, right: string, limit: number): boolean {
  if (Math.abs(left.length - right.length) > limit || Math.min(left.length, right.length) < 4) return false
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + cost))
    }
    previous = current
  }
  return (previous[right.length] ?? limit + 1) <= limit
}
