import { changeSyncedGroup, createSyncedGroup, deleteSyncedGroup } from '../identity/directories/index.ts'
import type { Handler, ScimAnswer, ScimCall } from './dialect.ts'
import { readExternalId, readGroupPatch, readMemberIds } from './group-patch.ts'
import { countGroups, findGroup, groupColumns, listGroups, listMembers } from './groups.store.ts'
import { type ListQuery, readListQuery, readShown } from './list-query.ts'
import { findFor, toList } from './listing.ts'
import { matches } from './matches.ts'
import { readOperations } from './patch.ts'
import { isShown, project } from './projection.ts'
import { readGroupName } from './read-user.ts'
import { isObject, type Json } from './read-value.ts'
import { etagOf, isUnchanged, requireVersion, toGroupResource } from './resources.ts'
import { groupAttributes, groupKind } from './schema.ts'
import { invalidValue, notFound, ScimError } from './scim-error.ts'
import { warnUnknown } from './warn-unknown.ts'

async function answer(call: ScimCall, id: string, status: number): Promise<ScimAnswer> {
  const { app, caller, request, baseUrl } = call
  const shown = readShown(request.query)
  const members = isShown(groupKind, shown, 'members') ? baseUrl : null
  const row = await findGroup(app.db, caller.directory.id, id, members)
  if (!row) throw notFound('group')
  return {
    status,
    body: project(groupKind, toGroupResource(baseUrl, row), shown),
    headers: { etag: etagOf(row), ...(status === 201 && { location: `${baseUrl}/Groups/${id}` }) },
  }
}

async function list({ app, caller, baseUrl }: ScimCall, query: ListQuery): Promise<ScimAnswer> {
  const { id } = caller.directory
  const find = findFor(groupColumns, query)
  const total = await countGroups(app.db, id, find.where)
  const members = isShown(groupKind, query, 'members') ? baseUrl : null
  const rows = query.count > 0 ? await listGroups(app.db, id, members, find) : []
  const resources = rows.map((it) => toGroupResource(baseUrl, it))
  return { status: 200, body: toList(groupKind, query, total, resources) }
}

const listAll: Handler = (call) => list(call, readListQuery(call.request.query))

/** RFC 7644 §3.4.3. */
const search: Handler = (call) => list(call, readListQuery(call.request.body))

const get: Handler = async (call) => {
  const row = await findGroup(call.app.db, call.caller.directory.id, call.id, null)
  if (!row) throw notFound('group')
  if (isUnchanged(call.request.headers['if-none-match'], row)) return { status: 304, headers: { etag: etagOf(row) } }
  return answer(call, call.id, 200)
}

/** A whole group; a list of 100,000 members is read for their ids alone. */
function readGroup(body: unknown) {
  if (!isObject(body)) throw invalidValue('The body is not an object.')
  const given: Json = Object.fromEntries(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value]))
  return {
    name: readGroupName(given.displayname),
    externalId: readExternalId(given.externalid),
    memberIds: readMemberIds(given.members),
  }
}

/** RFC 7644 §3.3. */
const create: Handler = async (call) => {
  const group = await createSyncedGroup(call.app, call.sync, readGroup(call.request.body))
  return answer(call, group.group_id, 201)
}

/** RFC 7644 §3.5.1: who is not named is not in it any more. */
const replace: Handler = async (call) => {
  const { name, externalId, memberIds } = readGroup(call.request.body)
  await changeSyncedGroup(call.app, call.sync, call.id, (before) => {
    requireVersion(call.request.headers['if-match'], before)
    return { name, externalId, members: { all: memberIds, add: [], remove: [] } }
  })
  return answer(call, call.id, 200)
}

/** Each filter by more than ids looks at every member; ten thousand of them at 100,000 would keep everybody waiting. */
const mostChosen = 10

const memberAttribute = groupAttributes.find((it) => it.name === 'members')

/** RFC 7644 §3.5.2: 204, because the answer to a change of one member would be 100,000 of them; asked for attributes, it shows those. */
const patch: Handler = async (call) => {
  const { app, caller, request, id } = call
  const operations = readOperations(request.body)
  const unknown = new Set<string>()
  let chosen = 0
  const patch = await readGroupPatch(
    operations,
    async (filter) => {
      if (++chosen > mostChosen)
        throw new ScimError(400, `More than ${mostChosen} operations choose members by a filter.`, 'tooMany')
      const members = await listMembers(app.db, caller.directory.id, id)
      return members
        .filter((it) => memberAttribute && matches(memberAttribute, filter, { ...it, type: 'User' }))
        .map((it) => it.value)
    },
    (path) => unknown.add(path),
  )
  const { all, add, remove } = patch.members
  const members = { all: all && [...all], add: [...add], remove: [...remove] }
  const group = await changeSyncedGroup(app, call.sync, id, (before) => {
    requireVersion(request.headers['if-match'], before)
    return { ...patch, members }
  })
  warnUnknown(call.sync, unknown)
  return readShown(request.query).only ? answer(call, id, 200) : { status: 204, headers: { etag: etagOf(group) } }
}

/** RFC 7644 §3.6. */
const remove: Handler = async (call) => {
  await deleteSyncedGroup(call.app, call.sync, call.id, (before) => requireVersion(call.request.headers['if-match'], before))
  return { status: 204 }
}

export const groupHandlers = { listAll, search, get, create, replace, patch, remove }
