import { Email, Name } from '@bailiwick/contracts'
import type { z } from 'zod'
import { operatorActor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { placesOf } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { establishWorkspace, putOwner } from '../founding/index.ts'
import { inviteInto } from '../invitations/index.ts'
import { closeResets, findPersonByEmail } from '../sessions/index.ts'

export interface CreatedWorkspace {
  workspaceId: string
  slug: string
  /** For an owner whom nobody here knows; null when the person is known and owns the workspace now. */
  invitationUrl: string | null
}

/**
 * For somebody with a shell on the host: makes a workspace and its owner. Fails: workspace.slug_taken, request.invalid.
 */
export async function createWorkspace(
  app: Pick<Platform, 'db' | 'clock' | 'config'>,
  input: { name: string; slug?: string; ownerEmail: string },
): Promise<CreatedWorkspace> {
  const name = parsed(Name.safeParse(input.name), 'name')
  const email = parsed(Email.safeParse(input.ownerEmail), 'owner-email')
  return app.db.transaction().execute(async (tx) => {
    const actorIn = (workspaceId: string) => operatorActor(workspaceId, 'Operator on the host')
    const { id, slug } = await establishWorkspace(tx, app.clock, actorIn, { name, slug: input.slug })
    const person = await findPersonByEmail(tx, email)
    if (!person) {
      const { url } = await inviteInto(tx, app, actorIn(id), { email, role: 'owner', groupIds: [] })
      return { workspaceId: id, slug, invitationUrl: url }
    }
    await putOwner(tx, id, person.id, app.clock.now())
    await closeResets(tx, person.id, app.clock.now())
    await announce(tx, 'member', id, person.id)
    await record(tx, app.clock, actorIn(id), {
      kind: 'member.joined',
      subject: { type: 'person', id: person.id, name: person.name },
      detail: { role: 'owner' },
    })
    return { workspaceId: id, slug, invitationUrl: null }
  })
}

function parsed(result: z.ZodSafeParseResult<string>, place: string): string {
  if (result.success) return result.data
  throw new Failure('request.invalid', {
    problems: placesOf(place, result.error),
    detail: `${place} ${result.error.issues[0]?.message}.`,
  })
}
