import { type Fields, knownFeatures, type Path, requirementFields, requirementKeys, type Shape } from '@bailiwick/policy'
import type { DocumentKind } from '../form/sections/sections.ts'
import { sectionsOf } from '../form/sections/sections.ts'

const fieldsOf: Record<DocumentKind, Fields> = {
  requirements: requirementFields,
  defaults: Object.fromEntries(
    sectionsOf('defaults').flatMap(({ fields }) =>
      fields.map(({ path, control }): [string, Shape] => [
        String(path[0]),
        control.is === 'pick' ? { is: 'choice', values: control.choices.map((it) => it.value) } : { is: 'text' },
      ]),
    ),
  ),
}

/** What may stand at a path: more than one where the client reads several forms, none where nothing is known. */
export function shapesAt(kind: DocumentKind, path: Path): Shape[] {
  return path.reduce<Shape[]>(
    (shapes, step) => shapes.flatMap((it) => below(it, step)),
    [{ is: 'table', fields: fieldsOf[kind], unknown: 'warn' }],
  )
}

function below(shape: Shape, step: string | number): Shape[] {
  switch (shape.is) {
    case 'list':
      return [shape.of]
    case 'map':
      return [shape.of]
    case 'table':
    case 'oneOf': {
      const field = shape.fields[String(step)]
      return field ? [field] : []
    }
    case 'tagged':
      if (step === shape.by) return [{ is: 'choice', values: Object.keys(shape.kinds) }]
      return Object.values(shape.kinds).flatMap((it) => below(it, step))
    case 'either':
      return shape.options.flatMap((it) => below(it, step))
    default:
      return []
  }
}

/** A key that may be written in a table, or a value that may stand at a place. */
export interface Offer {
  text: string
  detail: string
  about?: string
  required?: boolean
}

/** The keys of a table by its path. */
export function keysAt(kind: DocumentKind, path: Path): Offer[] {
  const known = namesIn(path)
  if (known) return known
  return unique(shapesAt(kind, path).flatMap((it) => keysOf(it, kind, path)))
}

function keysOf(shape: Shape, kind: DocumentKind, path: Path): Offer[] {
  if (shape.is === 'either') return shape.options.flatMap((it) => keysOf(it, kind, path))
  if (shape.is === 'tagged') {
    const by: Offer = { text: shape.by, detail: 'one of a few', required: true }
    return [by, ...Object.values(shape.kinds).flatMap((it) => keysOf(it, kind, path))]
  }
  if (shape.is !== 'table' && shape.is !== 'oneOf') return []
  return Object.entries(shape.fields).map(([text, field]) => {
    const about = aboutPath(kind, [...path, text])
    return { text, detail: sayShape(field), ...(about ? { about } : {}), ...(field.required ? { required: true } : {}) }
  })
}

/** Tables whose names are free for the reader, and yet only some of them mean something. */
function namesIn(path: Path): Offer[] | undefined {
  if (path.length !== 1) return undefined
  if (path[0] === 'features' || path[0] === 'feature_requirements') {
    return [...knownFeatures].map((text) => ({ text, detail: 'on or off' }))
  }
  if (path[0] !== 'allowed_permission_profiles') return undefined
  return [':read-only', ':workspace', ':danger-full-access'].map((text) => ({ text, detail: 'true or false' }))
}

/** The values that may stand at a path, as they are written in TOML, strings with their quotes. */
export function valuesAt(kind: DocumentKind, path: Path): Offer[] {
  return unique(shapesAt(kind, path).flatMap((it) => valuesOf(it, kind, path)))
}

function valuesOf(shape: Shape, kind: DocumentKind, path: Path): Offer[] {
  if (shape.is === 'choice') {
    return shape.values.map((it) => {
      const about = aboutValue(kind, path, it)
      return { text: `"${it}"`, detail: '', ...(about ? { about } : {}) }
    })
  }
  if (shape.is === 'flag') return ['true', 'false'].map((text) => ({ text, detail: '' }))
  if (shape.is === 'either') return shape.options.flatMap((it) => valuesOf(it, kind, path))
  if (shape.is === 'list') return valuesOf(shape.of, kind, [...path, 0]).map((it) => ({ ...it, text: `[${it.text}]` }))
  return []
}

/** What a key is for: in the words of the form, or of the list of keys. */
export function aboutPath(kind: DocumentKind, path: Path): string | undefined {
  const named = path.filter((it) => typeof it === 'string')
  const field = sectionsOf(kind)
    .flatMap((it) => it.fields)
    .find((it) => it.path.join('\n') === named.join('\n'))
  if (field && path.length > 1) return field.risk ? `${field.doc} ${field.risk}` : field.doc
  const [top] = path
  if (path.length !== 1 || kind !== 'requirements') return field?.doc
  const key = requirementKeys.find((it) => it.key === top)
  if (!key) return undefined
  return key.cloudIgnored ? `${key.summary} A client ignores it when it comes from here.` : key.summary
}

export function exampleOf(kind: DocumentKind, path: Path): string | undefined {
  return kind === 'requirements' && path.length === 1 ? requirementKeys.find((it) => it.key === path[0])?.example : undefined
}

function aboutValue(kind: DocumentKind, path: Path, value: string): string | undefined {
  const named = path.filter((it) => typeof it === 'string').join('\n')
  const control = sectionsOf(kind)
    .flatMap((it) => it.fields)
    .find((it) => it.path.join('\n') === named)?.control
  const choices = control?.is === 'choices' || control?.is === 'pick' ? control.choices : []
  const found = choices.find((it) => it.value === value)
  return found ? [found.title, found.doc, found.risk].filter(Boolean).join('. ') : undefined
}

/** A type in words: "a list of strings". */
export function sayShape(shape: Shape): string {
  switch (shape.is) {
    case 'text':
      return 'string'
    case 'flag':
      return 'true or false'
    case 'number':
    case 'whole':
      return 'number'
    case 'choice':
      return shape.values.length > 4 ? 'one of a few' : shape.values.map((it) => `"${it}"`).join(' | ')
    case 'list':
      return shape.of.is === 'table' || shape.of.is === 'tagged' ? 'list of tables' : 'list'
    case 'anything':
      return 'any value'
    case 'either':
      return shape.options.map(sayShape).join(' | ')
    default:
      return 'table'
  }
}

function unique(offers: Offer[]): Offer[] {
  const seen = new Set<string>()
  return offers.filter((it) => !seen.has(it.text) && seen.add(it.text))
}

/** Whether a key opens a table rather than taking a value. */
export function opensTable(kind: DocumentKind, path: Path): 'table' | 'tables' | undefined {
  const [shape] = shapesAt(kind, path)
  if (shape?.is === 'table' || shape?.is === 'map') return 'table'
  return shape?.is === 'list' && (shape.of.is === 'table' || shape.of.is === 'tagged') ? 'tables' : undefined
}
