import { accessTokenRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { bind, readTimeCursor, requirePerson, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { decideAccess, type Standing, sayAccess } from '../../standing/index.ts'
import { countTokens, listTokens, readLimit } from './access-tokens.store.ts'
import { createOwnToken, revokeToken, setLimit } from './access-tokens.ts'
import { judgingNow, listAccessTokens, toAccessToken } from './access-tokens.views.ts'

type App = Platform & { standing: Standing }

/** Access tokens: one's own, and everybody's for who manages them. */
export const accessTokens = bind<App, typeof accessTokenRoutes>(accessTokenRoutes, {
  mine: async ({ app, actor }) => {
    const personId = requirePerson(actor)
    const tokens = await listAccessTokens(app, actor.workspaceId, { personId })
    const world = app.standing.workspace(actor.workspaceId)
    const decision = decideAccess(world, app.standing.member(actor.workspaceId, personId), 'access_token.create')
    if (!decision.allowed && tokens.length === 0) {
      throw new Failure('access_token.not_allowed', { detail: sayAccess(world, decision) })
    }
    return {
      tokens,
      maxDays: await readLimit(app.db, actor.workspaceId),
      can: { create: decision.allowed, why: decision.allowed ? null : sayAccess(world, decision) },
    }
  },
  create: async ({ app, actor, body }) => {
    const { tokenId, secret } = await createOwnToken(app, actor, requirePerson(actor), body)
    return { token: await get(app, actor, tokenId), secret }
  },
  revokeMine: async ({ app, actor, params }) => {
    await revokeToken(app, actor, params.tokenId, requirePerson(actor))
    return undefined
  },
  list: async ({ app, actor, query }) => {
    const { cursor, limit, unusedDays, ...find } = query
    const judging = await judgingNow(app, actor.workspaceId, unusedDays)
    const rows = await listTokens(app.db, actor.workspaceId, judging, { ...find, limit, after: readTimeCursor(cursor) })
    return toPage(
      rows,
      limit,
      (it) => [it.created_at.toISOString(), it.id],
      (it) => toAccessToken(app, it),
    )
  },
  report: async ({ app, actor, query }) => {
    const judging = await judgingNow(app, actor.workspaceId, query.unusedDays)
    const maxDays = await readLimit(app.db, actor.workspaceId)
    return { ...(await countTokens(app.db, actor.workspaceId, judging, maxDays)), unusedDays: query.unusedDays }
  },
  get: ({ app, actor, params }) => get(app, actor, params.tokenId),
  revoke: async ({ app, actor, params }) => {
    await revokeToken(app, actor, params.tokenId, null)
    return undefined
  },
  limit: ({ app, actor }) => limitOf(app, actor),
  setLimit: async ({ app, actor, body }) => {
    await setLimit(app, actor, body.maxDays)
    return limitOf(app, actor)
  },
})

async function get(app: App, actor: Actor, tokenId: string) {
  const [token] = await listAccessTokens(app, actor.workspaceId, { tokenId })
  if (!token) throw new Failure('access_token.not_found')
  return token
}

async function limitOf(app: App, actor: Actor) {
  const maxDays = await readLimit(app.db, actor.workspaceId)
  const { beyondLimit } = await countTokens(app.db, actor.workspaceId, await judgingNow(app, actor.workspaceId), maxDays)
  const change = actor.permissions.has('setting.manage')
  return { maxDays, beyond: beyondLimit, can: { change, why: change ? null : 'Only an owner may change settings.' } }
}
