import { DirectoryPreset, directoryRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { bind, readCursor, readTimeCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type DirectoryRow, getDirectory, listDirectories } from './directories.store.ts'
import { createDirectory, createToken, removeDirectory, revokeToken, updateDirectory } from './directories.ts'
import { scimBaseUrl, toDirectory, toDirectoryToken, toProblem, toRun } from './directories.views.ts'
import { lastRuns, listProblems, listRuns } from './history.store.ts'
import type { SyncHistory } from './history.ts'
import { setupGuide } from './setup-guides.ts'
import { listTokens } from './tokens.store.ts'

type App = Platform & { syncHistory: SyncHistory }

const find = (app: App, actor: Actor, { directoryId }: { directoryId: string }) =>
  getDirectory(app.db, actor.workspaceId, directoryId, app.clock.now())

/** A foreign cursor is refused like a damaged one. */
function readPosition(cursor: string | undefined): string[] | undefined {
  const after = readCursor(cursor, 1)
  if (after && !/^\d{1,15}$/.test(after[0] ?? '')) {
    throw new Failure('request.invalid', { problems: [{ place: 'query.cursor', message: 'is not a cursor of this list' }] })
  }
  return after
}

async function view(app: App, actor: Actor, row: DirectoryRow) {
  return toDirectory(app, actor, row, (await lastRuns(app.db, [row.id])).get(row.id))
}

export const directories = bind<App, typeof directoryRoutes>(directoryRoutes, {
  list: async ({ app, actor }) => {
    await app.syncHistory.flush()
    const rows = await listDirectories(app.db, actor.workspaceId, app.clock.now())
    const runs = await lastRuns(
      app.db,
      rows.map((it) => it.id),
    )
    return rows.map((it) => toDirectory(app, actor, it, runs.get(it.id)))
  },
  get: async ({ app, actor, params }) => {
    await app.syncHistory.flush()
    return view(app, actor, await find(app, actor, params))
  },
  create: async ({ app, actor, body }) => view(app, actor, await createDirectory(app, actor, body)),
  update: async ({ app, actor, params, body }) => view(app, actor, await updateDirectory(app, actor, params.directoryId, body)),
  remove: async ({ app, actor, params }) => {
    await removeDirectory(app, actor, params.directoryId)
    return undefined
  },
  setup: async ({ app, actor, params }) => {
    const { preset } = await find(app, actor, params)
    return setupGuide(DirectoryPreset.catch('generic').parse(preset), scimBaseUrl(app))
  },
  tokens: async ({ app, actor, params }) => {
    const { id } = await find(app, actor, params)
    return (await listTokens(app.db, id)).map((it) => toDirectoryToken(it, app.clock.now()))
  },
  createToken: async ({ app, actor, params, body }) => {
    const { token, secret } = await createToken(app, actor, params.directoryId, body)
    return { token: toDirectoryToken(token, app.clock.now()), secret }
  },
  revokeToken: async ({ app, actor, params }) => {
    await revokeToken(app, actor, params.directoryId, params.tokenId)
    return undefined
  },
  runs: async ({ app, actor, params, query }) => {
    const { id } = await find(app, actor, params)
    await app.syncHistory.flush()
    const rows = await listRuns(app.db, id, { after: readTimeCursor(query.cursor), limit: query.limit })
    return toPage(rows, query.limit, (it) => [it.started_at.toISOString(), it.id], toRun)
  },
  problems: async ({ app, actor, params, query }) => {
    const { id } = await find(app, actor, params)
    await app.syncHistory.flush()
    const { cursor, ...asked } = query
    const rows = await listProblems(app.db, id, { ...asked, after: readPosition(cursor) })
    return toPage(rows, query.limit, (it) => [String(it.position)], toProblem)
  },
})
