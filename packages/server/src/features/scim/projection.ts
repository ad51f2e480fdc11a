import { findExtension, readPath } from './attribute-path.ts'
import type { Shown } from './list-query.ts'
import { isObject, type Json } from './read-value.ts'
import type { ResourceKind } from './schema.ts'

/** A resource with the attributes that were asked for; id and schemas always stay (RFC 7643 §7 "returned", RFC 7644 §3.9). */
export function project(kind: ResourceKind, resource: Json, { only, without }: Shown): Json {
  if (only) return onlyThese(kind, resource, only)
  if (without.length === 0) return resource
  const left = structuredClone(resource)
  for (const path of without) leaveOut(kind, left, path)
  return left
}

const always = new Set(['id', 'schemas'])

interface Place {
  extension: string | null
  attribute: string | null
  sub: string | null
}

/** Where a path points; undefined for what nobody defined, which is no error here. */
function placeOf(kind: ResourceKind, path: string): Place | undefined {
  const extension = findExtension(kind, path)
  if (extension !== null && path.length === extension.length) return { extension, attribute: null, sub: null }
  const place = /^[\w.:$-]+$/.test(path) ? readPath(kind, path) : undefined
  return place && { extension: place.extension, attribute: place.attribute.name, sub: place.sub?.name ?? null }
}

function onlyThese(kind: ResourceKind, resource: Json, paths: string[]): Json {
  const shown: Json = { schemas: resource.schemas, id: resource.id }
  for (const path of paths) {
    const place = placeOf(kind, path)
    if (!place) continue
    const { extension, attribute, sub } = place
    const from = extension === null ? resource : resource[extension]
    if (!isObject(from)) continue
    if (attribute === null) {
      if (extension !== null) shown[extension] = from
      continue
    }
    const to: Json = extension === null ? shown : asObject(shown[extension])
    if (extension !== null) shown[extension] = to
    const value = sub === null ? from[attribute] : partsOf(from[attribute], to[attribute], sub)
    if (value !== undefined) to[attribute] = value
  }
  return shown
}

const asObject = (value: unknown): Json => (isObject(value) ? value : {})

/** One part of a value, or of each of several, beside those that are shown already. */
function partsOf(from: unknown, shown: unknown, sub: string): unknown {
  const part = (value: unknown, before: unknown) =>
    isObject(value) && value[sub] !== undefined ? { ...(isObject(before) ? before : {}), [sub]: value[sub] } : before
  if (!Array.isArray(from)) return part(from, shown)
  const before = Array.isArray(shown) ? shown : []
  return from.map((it, index) => part(it, before[index]) ?? {})
}

function leaveOut(kind: ResourceKind, resource: Json, path: string): void {
  const place = placeOf(kind, path)
  if (!place) return
  const { extension, attribute, sub } = place
  if (attribute === null) {
    if (extension !== null) delete resource[extension]
    return
  }
  const container = extension === null ? resource : resource[extension]
  if (!isObject(container) || (extension === null && always.has(attribute))) return
  if (sub === null) delete container[attribute]
  else for (const it of [container[attribute]].flat()) if (isObject(it)) delete it[sub]
}

/** Whether an attribute stands in the answer, so that what is expensive is read only when it does. */
export function isShown(kind: ResourceKind, { only, without }: Shown, attribute: string): boolean {
  const names = (paths: string[]) => paths.map((it) => placeOf(kind, it))
  if (only) return names(only).some((it) => it?.extension === null && it.attribute === attribute)
  return !names(without).some((it) => it?.extension === null && it.attribute === attribute && it.sub === null)
}
