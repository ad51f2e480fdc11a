import { Email, Name } from '@bailiwick/contracts'
import type { z } from 'zod'
import { operatorActor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { placesOf } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { establishWorkspace } from '../founding/index.ts'
import { inviteInto } from '../invitations/index.ts'

export interface CreatedWorkspace {
  workspaceId: string
  slug: string
  /** Where the owner joins, known here or not; works once, for 7 days. */
  invitationUrl: string
}

/**
 * For somebody with a shell on the host: makes a workspace and invites its owner. Nobody owns it by their address alone, because an
 * account with that address may be somebody else's. Fails: workspace.slug_taken, request.invalid.
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
    const { url } = await inviteInto(tx, app, actorIn(id), { email, role: 'owner', groupIds: [] })
    return { workspaceId: id, slug, invitationUrl: url }
  })
}

function parsed(result: z.ZodSafeParseResult<string>, place: string): string {
  if (result.success) return result.data
  throw new Failure('request.invalid', {
    problems: placesOf(place, result.error),
    detail: `${place} ${result.error.issues[0]?.message}.`,
  })
}
