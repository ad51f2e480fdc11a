import { findExtension, named } from './attribute-path.ts'
import type { Attribute, ResourceKind } from './schema.ts'
import { invalidValue } from './scim-error.ts'

export type Json = Record<string, unknown>

/** What one attribute may hold: a hostile or broken directory must not fill the database. */
const most = { text: 2_048, binary: 32_768, values: 100, resource: 65_536 }

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** RFC 7643 §2.5: null and an empty list mean that an attribute has no value. */
export const isUnassigned = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)

/**
 * The attributes of a resource under the names of its schema, which are compared without regard to case (RFC 7643 §2.1). What nobody
 * defined, and what is read-only, is left out (RFC 7644 §3.3, §3.5.1). Fails: invalidValue.
 */
export function readResource(kind: ResourceKind, body: unknown): Json {
  if (!isObject(body)) throw invalidValue('The body is not an object.')
  const resource: Json = {}
  for (const [key, value] of Object.entries(body)) {
    const extension = findExtension(kind, key)
    if (extension !== null) {
      const held = readAttributes(kind.extensions[extension] ?? [], value)
      if (Object.keys(held).length > 0) resource[extension] = held
      continue
    }
    const attribute = named(kind.attributes, key)
    if (!attribute || isIgnored(attribute)) continue
    const held = readAttribute(attribute, value)
    if (held !== undefined) resource[attribute.name] = held
  }
  return requireSize(resource)
}

export const isIgnored = ({ mutability }: Attribute): boolean => mutability === 'readOnly' || mutability === 'writeOnly'

export function requireSize(resource: Json): Json {
  if (JSON.stringify(resource).length > most.resource) throw invalidValue('The resource is larger than 64 KiB.')
  return resource
}

function readAttributes(attributes: readonly Attribute[], value: unknown): Json {
  if (isUnassigned(value)) return {}
  if (!isObject(value)) throw invalidValue('An object is needed here.')
  const held: Json = {}
  for (const [key, inner] of Object.entries(value)) {
    const attribute = named(attributes, key)
    const read = attribute && readAttribute(attribute, inner)
    if (attribute && read !== undefined) held[attribute.name] = read
  }
  return held
}

/** A value as its attribute takes it, undefined when it is none. Fails: invalidValue. */
export function readAttribute(attribute: Attribute, value: unknown): unknown {
  if (isUnassigned(value)) return undefined
  if (!attribute.multiValued) return readOne(attribute, value)
  const values = (Array.isArray(value) ? value : [value]).flatMap((it) => readOne(attribute, it) ?? [])
  if (values.length > most.values) throw invalidValue(`${attribute.name} has more than ${most.values} values.`)
  if (values.filter((it) => isObject(it) && it.primary === true).length > 1) {
    throw invalidValue(`More than one of ${attribute.name} is primary (RFC 7643 §2.4).`)
  }
  return values.length === 0 ? undefined : values
}

/** One value of an attribute, with its parts. Directories send a bare value where only `value` matters. */
export function readOne(attribute: Attribute, value: unknown): unknown {
  if (isUnassigned(value)) return undefined
  if (attribute.type !== 'complex') return readSimple(attribute, value)
  const parts = attribute.subAttributes ?? []
  const whole = isObject(value) ? value : { value }
  if (!isObject(value) && !named(parts, 'value')) throw invalidValue(`${attribute.name} is an object.`)
  const held = readAttributes(parts, whole)
  return Object.keys(held).length === 0 ? undefined : held
}

function readSimple({ name, type }: Attribute, value: unknown): unknown {
  if (type === 'boolean') return readBoolean(name, value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw invalidValue(`${name} is a text.`)
  if (value.length > (type === 'binary' ? most.binary : most.text)) throw invalidValue(`${name} is too long.`)
  return value === '' ? undefined : value
}

/** Entra ID sends booleans as the texts "True" and "False". */
function readBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  if (text === 'true') return true
  if (text === 'false') return false
  throw invalidValue(`${name} is true or false.`)
}
