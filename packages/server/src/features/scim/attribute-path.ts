import { type Filter, parse } from 'scim2-parse-filter'
import type { Attribute, ResourceKind } from './schema.ts'
import { invalidPath, ScimError } from './scim-error.ts'

/** A path that a kind of resource has: an attribute, maybe of an extension, maybe a part of it. */
export interface AttributePath {
  /** The URN of the extension; null is the core schema. */
  extension: string | null
  attribute: Attribute
  sub: Attribute | null
  /** Which of several values: `emails[type eq "work"]`. */
  filter: Filter | null
}

/** The longest filter or path that is read, in characters. */
const longest = 8_000

const pathShape = /^((?:urn:[\w.:-]*:)?)([\w$-]+)(?:\[(.*)\])?(?:\.([\w$-]+))?$/is

/**
 * Reads `PATH = attrPath / valuePath [subAttr]` (RFC 7644 §3.5.2); names are compared without regard to case (RFC 7643 §2.1). Undefined
 * when this kind of resource has no such attribute. Fails: invalidPath, invalidFilter.
 */
export function readPath(kind: ResourceKind, path: string): AttributePath | undefined {
  if (path.length > longest) throw invalidPath('The path is too long.')
  const extension = findExtension(kind, path)
  // A whole extension: `urn:…:User` alone, which means all of its attributes.
  if (extension !== null && path.length === extension.length) return undefined
  const match = pathShape.exec(path)
  if (!match) throw invalidPath(`“${path.slice(0, 200)}” is not a path.`)
  const [, urn = '', name = '', inner, subName] = match
  if (urn && extension === null && urn.toLowerCase() !== `${kind.urn.toLowerCase()}:`) return undefined
  const attributes = extension === null ? kind.attributes : (kind.extensions[extension] ?? [])
  const attribute = named(attributes, name)
  if (!attribute) return undefined
  const sub = subName === undefined ? null : named(attribute.subAttributes ?? [], subName)
  if (sub === undefined) return undefined
  if (inner !== undefined && !attribute.multiValued) throw invalidPath(`${attribute.name} has one value; it takes no filter.`)
  return { extension, attribute, sub, filter: inner === undefined ? null : readFilter(inner) }
}

/** The extension that a path or key names, whole or in front of an attribute. */
export function findExtension(kind: ResourceKind, path: string): string | null {
  const lower = path.toLowerCase()
  for (const urn of Object.keys(kind.extensions)) {
    const own = urn.toLowerCase()
    if (lower === own || lower.startsWith(`${own}:`)) return urn
  }
  return null
}

export function named(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const lower = name.toLowerCase()
  return attributes.find((it) => it.name.toLowerCase() === lower)
}

/** Reads a filter (RFC 7644 §3.4.2.2). Fails: invalidFilter. */
export function readFilter(filter: string): Filter {
  if (filter.length > longest) throw new ScimError(400, 'The filter is too long.', 'invalidFilter')
  try {
    return parse(filter)
  } catch (error) {
    const why = error instanceof RangeError ? 'it is nested too deeply' : error instanceof Error ? error.message : ''
    throw new ScimError(400, `The filter cannot be read: ${why.slice(0, 300)}`, 'invalidFilter')
  }
}

/** A filter's text value as it was meant: the parser leaves a backslash doubled that JSON writes as two. */
export const meantText = (value: string): string => value.replaceAll('\\\\', '\\')
