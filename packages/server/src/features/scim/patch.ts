import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type AttributePath, findExtension, readPath } from './attribute-path.ts'
import { asValue, matches } from './matches.ts'
import { isIgnored, isObject, isUnassigned, type Json, readAttribute, readOne, requireSize } from './read-value.ts'
import type { Attribute, ResourceKind } from './schema.ts'
import { invalidValue, ScimError } from './scim-error.ts'

export interface Operation {
  op: 'add' | 'remove' | 'replace'
  path?: string
  value?: unknown
}

/** As many operations as one request may carry; the members of a group are values of one operation. */
const mostOperations = 10_000

// Entra ID writes "Add" and "Replace" with capitals. Names of the message itself are taken without regard to case (RFC 7643 §2.1).
const Message = z.record(z.string(), z.unknown())
const verbs = new Set(['add', 'remove', 'replace'])

/** Reads a PATCH request (RFC 7644 §3.5.2). Fails: invalidSyntax. */
export function readOperations(body: unknown): Operation[] {
  const syntax = (detail: string) => new ScimError(400, detail, 'invalidSyntax')
  const message = lowered(body)
  const operations = message?.operations
  if (!Array.isArray(operations) || operations.length === 0) throw syntax('Operations is a list with at least one operation.')
  if (operations.length > mostOperations) throw syntax(`More than ${mostOperations} operations.`)
  return operations.map((it) => {
    const operation = lowered(it)
    const op = typeof operation?.op === 'string' ? operation.op.toLowerCase() : ''
    if (!operation || !verbs.has(op)) throw syntax('Each operation has an op: add, remove or replace.')
    const { path, value } = operation
    if (path !== undefined && path !== null && typeof path !== 'string') throw syntax('path is a text.')
    const place = path ? { path: path.trim() } : {}
    return { op: op as Operation['op'], ...place, ...('value' in operation && { value }) } // `verbs` has just shown it
  })
}

function lowered(value: unknown): Json | undefined {
  const parsed = Message.safeParse(value)
  if (!parsed.success) return undefined
  return Object.fromEntries(Object.entries(parsed.data).map(([key, it]) => [key.toLowerCase(), it]))
}

/**
 * A resource after a PATCH, as a new object: all operations or none (RFC 7644 §3.5.2). Attributes that nobody defined change nothing and
 * are told to `unknown`: a directory that maps one more attribute must still be able to deactivate somebody.
 * Fails: invalidPath, invalidValue, mutability, noTarget.
 */
export function applyPatch(kind: ResourceKind, before: Json, operations: Operation[], unknown: (path: string) => void): Json {
  const resource = structuredClone(before)
  for (const operation of operations) applyOperation(kind, resource, operation, unknown)
  return requireSize(resource)
}

function applyOperation(kind: ResourceKind, resource: Json, { op, path, value }: Operation, unknown: (path: string) => void) {
  if (path !== undefined) {
    applyAt(kind, resource, op, path, value, unknown, true)
    return
  }
  // RFC 7644 §3.5.2.2: a removal needs a path. §3.5.2.1, §3.5.2.3: without one, the value holds the attributes.
  if (op === 'remove') throw new ScimError(400, 'A removal needs a path.', 'noTarget')
  if (!isObject(value)) throw invalidValue('Without a path the value is an object of attributes.')
  for (const [key, it] of Object.entries(value)) {
    if (key.toLowerCase() !== 'schemas') applyAt(kind, resource, op, key, it, unknown, false)
  }
}

type Op = Operation['op']

/** @param named whether the path was named by itself; Okta repeats read-only attributes beside others, which says nothing */
function applyAt(
  kind: ResourceKind,
  resource: Json,
  op: Op,
  path: string,
  value: unknown,
  unknown: (path: string) => void,
  named: boolean,
): void {
  const extension = findExtension(kind, path)
  if (extension !== null && path.length === extension.length) {
    if (op === 'remove' || isUnassigned(value)) {
      delete resource[extension]
      return
    }
    if (!isObject(value)) throw invalidValue(`${extension} is an object.`)
    for (const [key, it] of Object.entries(value)) {
      applyAt(kind, resource, op, `${extension}:${key}`, it, unknown, false)
    }
    return
  }
  const place = readPath(kind, path)
  if (!place) {
    unknown(path.slice(0, 300))
    return
  }
  if (place.attribute.mutability === 'readOnly' && named) {
    throw new ScimError(400, `${place.attribute.name} is read-only.`, 'mutability')
  }
  if (isIgnored(place.attribute)) return
  const container = place.extension === null ? resource : ((resource[place.extension] ?? {}) as Json) // only objects are put there
  changeAt(container, op, place, value)
  if (place.extension === null) return
  if (Object.keys(container).length > 0) resource[place.extension] = container
  else delete resource[place.extension]
}

function changeAt(container: Json, op: Op, place: AttributePath, value: unknown): void {
  const { attribute, sub } = place
  const after = attribute.multiValued
    ? changeValues(valuesOf(container[attribute.name]), op, place, value)
    : sub
      ? changePart(asObject(container[attribute.name]), op, sub, value)
      : changeWhole(container[attribute.name], op, attribute, value)
  const empty = isUnassigned(after) || (isObject(after) && Object.keys(after).length === 0)
  if (!empty) container[attribute.name] = after
  else if (attribute.required) throw new ScimError(400, `${attribute.name} is required.`, 'mutability')
  else delete container[attribute.name]
}

const valuesOf = (held: unknown): Json[] => (Array.isArray(held) ? held.filter(isObject) : [])
const asObject = (held: unknown): Json => (isObject(held) ? held : {})

/** A whole single attribute. Parts that are not named stay as they are (RFC 7644 §3.5.2.1, §3.5.2.3). */
function changeWhole(held: unknown, op: Op, attribute: Attribute, value: unknown): unknown {
  if (op === 'remove') return undefined
  const read = readOne(attribute, value)
  if (attribute.type !== 'complex' || read === undefined) return read
  return { ...asObject(held), ...asObject(read) }
}

function changePart(held: Json, op: Op, sub: Attribute, value: unknown): Json {
  const { [sub.name]: _, ...others } = held
  const read = op === 'remove' ? undefined : readAttribute(sub, value)
  return read === undefined ? others : { ...others, [sub.name]: read }
}

/** The values of a multi-valued attribute after one operation. */
function changeValues(held: Json[], op: Op, place: AttributePath, value: unknown): Json[] {
  const { attribute, filter, sub } = place
  const chosen = held.map((it) => filter === null || matches(attribute, filter, it))
  const any = chosen.some((it) => it)
  if (filter === null && sub === null) return changeAll(held, op, attribute, value)
  if (op === 'remove') {
    // RFC 7644 §3.5.2.2: the values that a filter chooses go, or one part of them.
    if (sub === null) return held.filter((_, index) => !chosen[index])
    return held
      .map((it, index) => (chosen[index] ? changePart(it, op, sub, value) : it))
      .filter((it) => Object.keys(it).length > 0)
  }
  if (!any) return [...held, ...madeFor(place, value)]
  const after = held.map((it, index) => (chosen[index] ? changedValue(it, op, place, value) : it))
  return onlyPrimary(
    after.filter((it) => Object.keys(it).length > 0),
    after.find((it, index) => chosen[index] && it.primary === true && held[index]?.primary !== true),
  )
}

function changedValue(held: Json, op: Op, { attribute, sub }: AttributePath, value: unknown): Json {
  if (sub) return changePart(held, op, sub, value)
  const read = asObject(readOne(attribute, value))
  return op === 'replace' ? read : { ...held, ...read }
}

/**
 * RFC 7644 §3.5.2.3 refuses a filter that chooses nothing (noTarget). Entra ID writes `emails[type eq "work"].value` for people who have no
 * such address yet and means that it should be there, so a filter of equalities makes the value it describes.
 */
function madeFor({ attribute, filter, sub }: AttributePath, value: unknown): Json[] {
  const described = filter === null ? {} : asValue(attribute, filter)
  if (!described) throw new ScimError(400, `The filter chooses none of ${attribute.name}.`, 'noTarget')
  const made = sub
    ? changePart(described, 'add', sub, value)
    : { ...described, ...asObject(isUnassigned(value) ? {} : readOne(attribute, value)) }
  const said = Object.keys(made).length > Object.keys(described).length || (!sub && filter !== null && !isUnassigned(value))
  return said || sub === null ? [made].filter((it) => Object.keys(it).length > 0) : []
}

/** All values at once: added to, replaced, or removed; a removal may name the values that go, as Entra ID does. */
function changeAll(held: Json[], op: Op, attribute: Attribute, value: unknown): Json[] {
  if (op === 'remove') {
    if (isUnassigned(value)) return []
    const going = valuesOf(readAttribute(attribute, value))
    return held.filter((it) => !going.some((gone) => isSameValue(it, gone)))
  }
  const given = valuesOf(readAttribute(attribute, value))
  if (op === 'replace') return given
  // RFC 7644 §3.5.2.1: what is there already is not added again.
  const fresh = given.filter((it) => !held.some((old) => isDeepStrictEqual(old, it)))
  return onlyPrimary(
    [...held, ...fresh],
    fresh.find((it) => it.primary === true),
  )
}

const isSameValue = (a: Json, b: Json): boolean =>
  a.value === undefined ? isDeepStrictEqual(a, b) : a.value === b.value && (b.type === undefined || a.type === b.type)

/** RFC 7644 §3.5.2: a value that becomes primary takes that from the others. */
const onlyPrimary = (values: Json[], primary: Json | undefined): Json[] =>
  primary ? values.map((it) => (it !== primary && it.primary === true ? { ...it, primary: false } : it)) : values
