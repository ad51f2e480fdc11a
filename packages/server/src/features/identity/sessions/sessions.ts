import type { PersonCaller } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { isFromIdentityProvider, sessionLife } from '../../access/index.ts'
import { setName } from './people.store.ts'
import { recordForPerson } from './person-facts.ts'
import * as store from './sessions.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

/**
 * Where a person is signed in, the last used first. Through an identity provider they see and end what came from the same workspace: its
 * provider has no say in, and no sight of, what they do elsewhere.
 */
export async function listSessions(app: App, caller: PersonCaller, db: Executor = app.db): Promise<store.SessionRow[]> {
  const now = app.clock.now()
  const live = await store.listLiveSessions(db, caller.personId, now, new Date(now.getTime() - sessionLife.idleMs))
  const { workspaceId } = caller.session
  return isFromIdentityProvider(caller.session) ? live.filter((it) => it.workspace_id === workspaceId) : live
}

/** Ends the session that asks for it. */
export async function signOut(app: App, caller: PersonCaller): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await store.endSession(tx, caller.personId, caller.sessionId, app.clock.now())
    await recordForPerson(tx, app.clock, { id: caller.personId, name: caller.name }, caller, { kind: 'person.signed_out' })
  })
}

/** Ends one of a person's own sessions. Fails: session.not_found. */
export async function endOwnSession(app: App, caller: PersonCaller, sessionId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const seen = (await listSessions(app, caller, tx)).some((it) => it.id === sessionId)
    const ended = seen && (await store.endSession(tx, caller.personId, sessionId, app.clock.now()))
    if (!ended) throw new Failure('session.not_found')
    await recordForPerson(tx, app.clock, { id: caller.personId, name: caller.name }, caller, {
      kind: 'person.session_ended',
      detail: { sessionId },
    })
  })
}

/** Ends every session of a person but the one that asks; how many there were. */
export async function endOtherSessions(app: App, caller: PersonCaller): Promise<number> {
  return app.db.transaction().execute(async (tx) => {
    const others = (await listSessions(app, caller, tx)).filter((it) => it.id !== caller.sessionId)
    for (const { id } of others) await store.endSession(tx, caller.personId, id, app.clock.now())
    const ended = others.length
    await recordForPerson(tx, app.clock, { id: caller.personId, name: caller.name }, caller, {
      kind: 'person.signed_out_elsewhere',
      detail: { ended },
    })
    return ended
  })
}

/** Changes one's own name, in every workspace. */
export async function renamePerson(app: App, caller: PersonCaller, name: string): Promise<void> {
  if (name === caller.name) return
  await app.db.transaction().execute(async (tx) => {
    await setName(tx, caller.personId, name)
    await announce(tx, 'member', null, caller.personId)
    await recordForPerson(tx, app.clock, { id: caller.personId, name }, caller, {
      kind: 'person.renamed',
      detail: { before: { name: caller.name }, after: { name } },
    })
  })
}
