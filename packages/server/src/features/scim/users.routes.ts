import { changeUser, createUser, type DirectoryUserRow, deleteUser } from '../identity/directories/index.ts'
import type { Handler, ScimAnswer, ScimCall } from './dialect.ts'
import { type ListQuery, readListQuery, readShown } from './list-query.ts'
import { findFor, toList } from './listing.ts'
import { applyPatch, readOperations } from './patch.ts'
import { isShown, project } from './projection.ts'
import { readUser } from './read-user.ts'
import { type Json, readResource } from './read-value.ts'
import { etagOf, isUnchanged, requireVersion, toUserResource } from './resources.ts'
import { userKind } from './schema.ts'
import { notFound } from './scim-error.ts'
import { countUsers, findUser, listUsers, sortValue, type UserRow, userColumns } from './users.store.ts'
import { warnUnknown } from './warn-unknown.ts'

async function answer(call: ScimCall, id: string, status: number): Promise<ScimAnswer> {
  const row = await findUser(call.app.db, call.caller.directory.id, id)
  if (!row) throw notFound('user')
  return show(call, row, status)
}

function show({ request, baseUrl }: ScimCall, row: UserRow, status: number): ScimAnswer {
  const id = row.person_id
  const resource = toUserResource(baseUrl, row)
  return {
    status,
    body: project(userKind, resource, readShown(request.query)),
    headers: { etag: etagOf(row), ...(status === 201 && { location: `${baseUrl}/Users/${id}` }) },
  }
}

async function list({ app, caller, baseUrl }: ScimCall, query: ListQuery): Promise<ScimAnswer> {
  const { id } = caller.directory
  const find = findFor(userColumns, query, sortValue)
  const total = await countUsers(app.db, id, find.where)
  const rows = query.count > 0 ? await listUsers(app.db, id, isShown(userKind, query, 'groups'), find) : []
  const resources = rows.map((it) => toUserResource(baseUrl, it))
  return { status: 200, body: toList(userKind, query, total, resources) }
}

const listAll: Handler = (call) => list(call, readListQuery(call.request.query))

/** RFC 7644 §3.4.3: the query in the body, for what is too long or too private for an address. */
const search: Handler = (call) => list(call, readListQuery(call.request.body))

const get: Handler = async (call) => {
  const row = await findUser(call.app.db, call.caller.directory.id, call.id)
  if (!row) throw notFound('user')
  if (isUnchanged(call.request.headers['if-none-match'], row)) return { status: 304, headers: { etag: etagOf(row) } }
  return answer(call, call.id, 200)
}

/** RFC 7644 §3.3. */
const create: Handler = async (call) => {
  const input = readUser(readResource(userKind, call.request.body))
  const user = await createUser(call.app, call.sync, input)
  // Whoever has just been made is in no group yet.
  return user.version === 1 ? show(call, { ...user, groups: null }, 201) : answer(call, user.person_id, 201)
}

/** Whether somebody is active is never left to what a request leaves out. */
const withStatus = (attributes: Json, { active }: DirectoryUserRow): Json => ({ active, ...attributes })

/** RFC 7644 §3.5.1: what is not named has no value any more. */
const replace: Handler = async (call) => {
  const attributes = readResource(userKind, call.request.body)
  await changeUser(call.app, call.sync, call.id, (before) => {
    requireVersion(call.request.headers['if-match'], before)
    return readUser(withStatus(attributes, before))
  })
  return answer(call, call.id, 200)
}

/** RFC 7644 §3.5.2. */
const patch: Handler = async (call) => {
  const operations = readOperations(call.request.body)
  const unknown = new Set<string>()
  await changeUser(call.app, call.sync, call.id, (before) => {
    requireVersion(call.request.headers['if-match'], before)
    const after = applyPatch(userKind, before.attributes, operations, (path) => unknown.add(path))
    return readUser(withStatus(after, before))
  })
  warnUnknown(call.sync, unknown)
  return answer(call, call.id, 200)
}

/** RFC 7644 §3.6. */
const remove: Handler = async (call) => {
  await deleteUser(call.app, call.sync, call.id, (before) => requireVersion(call.request.headers['if-match'], before))
  return { status: 204 }
}

export const userHandlers = { listAll, search, get, create, replace, patch, remove }
