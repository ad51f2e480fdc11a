import type { FastifyRequest } from 'fastify'
import type { Actor, PersonCaller } from '../../platform/actor.ts'
import { hashToken } from '../../platform/crypto/tokens.ts'
import { Failure } from '../../platform/failure.ts'
import { type Gate, originOf } from '../../platform/http/index.ts'
import { type Platform, servesHttps } from '../../platform/platform.ts'
import { readDoors, requireAllowedAddress, requireOpenDoor } from './doors.ts'
import { findAdminKey, findSession, touchAdminKey, touchSession } from './gate.store.ts'
import { readEntry, rightsOfKey } from './rights.ts'
import { requireRecentProof } from './step-up.ts'

/** The session cookie's name; `__Host-` binds it to this host and to HTTPS. */
export const sessionCookie = (app: Pick<Platform, 'config'>): string =>
  servesHttps(app.config) ? '__Host-bailiwick_session' : 'bailiwick_session'

/** How long a console session lives without use, and at most. */
export const sessionLife = { idleMs: 12 * 3_600_000, maxMs: 7 * 86_400_000 }

const anyWorkspaceId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

type Stopped = Parameters<Gate['actor']>[2]

/** The actor, once the doors let them pass; somebody known who is stopped is told of. */
function passing(actor: Actor, stopped: Stopped, pass: () => void): Actor {
  try {
    pass()
    return actor
  } catch (error) {
    stopped(actor, error)
    throw error
  }
}

/** Tells who calls: a session cookie is a person, a bearer token is an admin key of one workspace. */
export function openGate(app: Platform): Gate {
  async function person(request: FastifyRequest): Promise<PersonCaller | undefined> {
    const token = request.cookies[sessionCookie(app)]
    if (!token) return undefined
    const now = app.clock.now()
    const session = await findSession(app.db, hashToken(token), now)
    if (!session || session.lastSeenAt.getTime() + sessionLife.idleMs < now.getTime()) return undefined
    if (now.getTime() - session.lastSeenAt.getTime() > 60_000) await touchSession(app.db, session.id, session.personId, now)
    const { id: sessionId, personId, name, email, method, workspaceId, authenticatedAt, secondFactorAt } = session
    return {
      ...originOf(request),
      personId,
      name,
      email,
      sessionId,
      session: { method, workspaceId, authenticatedAt, secondFactorAt },
    }
  }

  async function byKey(request: FastifyRequest, secret: string, workspaceId: string, stopped: Stopped): Promise<Actor> {
    const now = app.clock.now()
    const key = await findAdminKey(app.db, hashToken(secret), now)
    if (!key) throw new Failure('access.key_not_valid')
    if (key.makerId && key.makerStatus !== 'active') throw new Failure('access.key_not_valid')
    if (key.workspaceId !== workspaceId) throw new Failure('workspace.not_found')
    await touchAdminKey(app.db, key.id, now)
    const permissions = await rightsOfKey(app.db, key)
    const actor: Actor = {
      ...originOf(request),
      kind: 'admin_key',
      id: key.id,
      name: key.name,
      workspaceId,
      permissions,
      personId: null,
    }
    const doors = await readDoors(app.db, workspaceId)
    return passing(actor, stopped, () => requireAllowedAddress(doors, actor.address))
  }

  async function bySession(request: FastifyRequest, workspaceId: string, stopped: Stopped): Promise<Actor> {
    const who = await person(request)
    if (!who) throw new Failure('access.sign_in_needed')
    const { isMember, permissions, doors } = await readEntry(app.db, workspaceId, who.personId)
    if (!isMember) throw new Failure('workspace.not_found')
    const actor: Actor = {
      ...originOf(request),
      kind: 'person',
      id: who.personId,
      name: who.name,
      workspaceId,
      permissions,
      personId: who.personId,
    }
    return passing(actor, stopped, () => requireOpenDoor(doors, workspaceId, who.session, who.address))
  }

  return {
    person,
    async requireRecentProof(request, workspaceId, stepUp) {
      const who = await person(request)
      if (!who) throw new Failure('access.sign_in_needed')
      await requireRecentProof(app.db, app.clock.now(), who, workspaceId?.toLowerCase() ?? null, stepUp)
    },
    async actor(request, workspaceId, stopped) {
      const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
      if (!anyWorkspaceId.test(workspaceId)) {
        if (!bearer && !(await person(request))) throw new Failure('access.sign_in_needed')
        throw new Failure('workspace.not_found')
      }
      const id = workspaceId.toLowerCase()
      return bearer ? byKey(request, bearer, id, stopped) : bySession(request, id, stopped)
    },
  }
}
