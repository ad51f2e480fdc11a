import type { Compare, Filter } from 'scim2-parse-filter'
import { meantText, readPath } from './attribute-path.ts'
import type { Operation } from './patch.ts'
import { readGroupName } from './read-user.ts'
import { isObject, isUnassigned, type Json } from './read-value.ts'
import { groupKind } from './schema.ts'
import { invalidValue, ScimError } from './scim-error.ts'

/** What a request changes of a group. Members stay ids: a group of 100,000 is never loaded to change one of them. */
export interface GroupPatch {
  name?: string
  externalId?: string | null
  members: MemberPatch
}

/** Who comes and goes, or who are all of them from now on. */
export interface MemberPatch {
  all: Set<string> | null
  add: Set<string>
  remove: Set<string>
}

/** As many members as one request may name. */
const mostMembers = 200_000

/** The members whom a filter chooses that asks for more than their ids, as the database has them. */
export type Chooser = (filter: Filter) => Promise<string[]>

/** What PATCH operations do to a group, one after the other (RFC 7644 §3.5.2). Fails: invalidPath, invalidValue, mutability, noTarget. */
export async function readGroupPatch(
  operations: Operation[],
  choose: Chooser,
  unknown: (path: string) => void,
): Promise<GroupPatch> {
  const patch: GroupPatch = { members: { all: null, add: new Set(), remove: new Set() } }
  for (const { op, path, value } of operations) {
    if (path !== undefined) {
      await applyAt(patch, op, path, value, choose, unknown, true)
      continue
    }
    if (op === 'remove') throw new ScimError(400, 'A removal needs a path.', 'noTarget')
    if (!isObject(value)) throw invalidValue('Without a path the value is an object of attributes.')
    for (const [key, it] of Object.entries(value)) {
      if (key.toLowerCase() !== 'schemas') await applyAt(patch, op, key, it, choose, unknown, false)
    }
  }
  return patch
}

async function applyAt(
  patch: GroupPatch,
  op: Operation['op'],
  path: string,
  value: unknown,
  choose: Chooser,
  unknown: (path: string) => void,
  named: boolean,
): Promise<void> {
  const place = readPath(groupKind, path)
  if (!place) {
    unknown(path.slice(0, 300))
    return
  }
  const { attribute, filter, sub } = place
  if (attribute.name === 'members') {
    if (sub && (filter || sub.name !== 'value')) throw new ScimError(400, 'Parts of a member cannot change.', 'mutability')
    return changeMembers(patch.members, op, filter, value, choose)
  }
  if (attribute.mutability === 'readOnly') {
    if (named) throw new ScimError(400, `${attribute.name} is read-only.`, 'mutability')
    return
  }
  if (attribute.name === 'displayName') {
    if (op === 'remove') throw new ScimError(400, 'displayName is required.', 'mutability')
    patch.name = readGroupName(value)
  } else patch.externalId = op === 'remove' || isUnassigned(value) ? null : readExternalId(value)
}

export function readExternalId(value: unknown): string | null {
  if (isUnassigned(value) || value === '') return null
  if (typeof value !== 'string' || value.length > 2_048) throw invalidValue('externalId is a text.')
  return value
}

async function changeMembers(
  members: MemberPatch,
  op: Operation['op'],
  filter: Filter | null,
  value: unknown,
  choose: Chooser,
): Promise<void> {
  if (op === 'remove') {
    if (filter) return takeOut(members, await chosen(members, filter, choose))
    // Entra ID names who goes in the value; without one, everybody does (RFC 7644 §3.5.2.2).
    if (!isUnassigned(value)) return takeOut(members, readMemberIds(value))
    return become(members, [])
  }
  if (filter) throw new ScimError(400, 'A member is added by its id, not by a filter.', 'noTarget')
  if (op === 'replace') return become(members, readMemberIds(value))
  for (const id of readMemberIds(value)) {
    members.remove.delete(id)
    if (members.all) members.all.add(id)
    else members.add.add(id)
  }
}

function takeOut(members: MemberPatch, ids: string[]): void {
  for (const id of ids) {
    members.add.delete(id)
    if (members.all) members.all.delete(id)
    else members.remove.add(id)
  }
}

function become(members: MemberPatch, ids: string[]): void {
  members.all = new Set(ids)
  members.add.clear()
  members.remove.clear()
}

async function chosen(members: MemberPatch, filter: Filter, choose: Chooser): Promise<string[]> {
  const named = idsOf(filter)
  if (named) return named
  if (members.all || members.add.size > 0) {
    throw new ScimError(400, 'A filter by more than ids is the first operation on members.', 'invalidPath')
  }
  return choose(filter)
}

/** The ids that `value eq "a" or value eq "b"` names; undefined for any other filter. */
function idsOf(filter: Filter): string[] | undefined {
  if (filter.op === 'or') {
    const parts = filter.filters.map(idsOf)
    return parts.every((it) => it !== undefined) ? parts.flat() : undefined
  }
  const { op, attrPath, compValue } = filter as Compare // what is no comparison has another op, and goes no further
  return op === 'eq' && attrPath.toLowerCase() === 'value' && typeof compValue === 'string' ? [meantText(compValue)] : undefined
}

/** Ids of the users that a list of members names; a bare id counts too. Fails: invalidValue. */
export function readMemberIds(value: unknown): string[] {
  if (isUnassigned(value)) return []
  const given = Array.isArray(value) ? value : [value]
  if (given.length > mostMembers) throw invalidValue(`More than ${mostMembers} members in one request.`)
  return [...new Set(given.map(readMemberId))]
}

function readMemberId(value: unknown): string {
  const member: Json = isObject(value) ? value : { value }
  const id = member.value ?? member.Value
  if (typeof id !== 'string' || id === '' || id.length > 200) throw invalidValue('Each member has a value: the id of a user.')
  if (typeof member.type === 'string' && member.type.toLowerCase() === 'group') {
    throw invalidValue('Groups in groups are not supported: name the users who are in them.')
  }
  return id
}
