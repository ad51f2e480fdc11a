import { timingSafeEqual } from 'node:crypto'
import type { NewInstallation } from '@bailiwick/contracts'
import type { z } from 'zod'
import type { Origin } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { hashPassword } from '../../../platform/crypto/passwords.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { establishWorkspace, putOwner } from '../founding/index.ts'
import { insertPerson, personActor, type StartedSession, startSession } from '../sessions/index.ts'
import { getInstallation, lockInstallation, setSetupToken } from './setup.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

/** Whether this installation has somebody: by the set-up link, or by a workspace made on the host. */
export async function isSetUp(app: Pick<Platform, 'db'>): Promise<boolean> {
  return (await getInstallation(app.db)).set_up_at !== null
}

/**
 * Makes the token of the set-up link, `<publicUrl>/setup#token=…`; the one printed at an earlier start stops working. Null when this
 * installation has somebody already.
 */
export async function makeSetupToken(app: App): Promise<string | null> {
  return app.db.transaction().execute(async (tx) => {
    const { set_up_at } = await lockInstallation(tx)
    if (set_up_at) return null
    const token = newToken('bw-setup-')
    await setSetupToken(tx, hashToken(token))
    return token
  })
}

export interface FinishedSetup {
  workspaceId: string
  slug: string
  session: StartedSession
}

/**
 * Makes the first workspace and its owner and signs them in, in one transaction: of two who finish at the same moment one wins.
 * Fails: setup.done_already, setup.link_not_valid.
 */
export async function finishSetup(app: App, origin: Origin, input: z.output<typeof NewInstallation>): Promise<FinishedSetup> {
  // Asked before the expensive hash, so that guesses cost us nothing; decided again under the lock.
  requireValid(await getInstallation(app.db), input.token)
  const passwordHash = await hashPassword(input.password)
  return app.db.transaction().execute(async (tx) => {
    requireValid(await lockInstallation(tx), input.token)
    const now = app.clock.now()
    const newcomer = { id: newId('person'), email: input.email, name: input.name, password_hash: passwordHash, created_at: now }
    const person = await insertPerson(tx, newcomer)
    if (!person) throw new Failure('setup.done_already') // nobody can be known before the first workspace stands
    const actorIn = (workspaceId: string) => personActor(person, workspaceId, origin)
    const workspace = await establishWorkspace(tx, app.clock, actorIn, { name: input.workspaceName })
    await putOwner(tx, workspace.id, person.id, now)
    await announce(tx, 'member', workspace.id, person.id)
    const actor = actorIn(workspace.id)
    await record(tx, app.clock, actor, {
      kind: 'installation.set_up',
      subject: { type: 'workspace', id: workspace.id, name: workspace.name },
    })
    await record(tx, app.clock, actor, {
      kind: 'member.joined',
      subject: { type: 'person', id: person.id, name: person.name },
      detail: { role: 'owner' },
    })
    const session = await startSession(tx, app, origin, person.id, { method: 'setup', secondFactor: false })
    return { workspaceId: workspace.id, slug: workspace.slug, session }
  })
}

function requireValid(installation: { setup_token_hash: Buffer | null; set_up_at: Date | null }, token: string): void {
  if (installation.set_up_at) throw new Failure('setup.done_already')
  const stored = installation.setup_token_hash
  if (!stored || !timingSafeEqual(stored, hashToken(token))) throw new Failure('setup.link_not_valid')
}
