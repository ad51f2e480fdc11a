import type { Permission } from '@bailiwick/contracts'
import type { Tx } from '../../../platform/db/db.ts'
import { administers } from '../../standing/index.ts'
import { closeResetsIn } from '../sessions/index.ts'
import { withdrawUnfounded } from './withdraw-unfounded.ts'

/** What a change of groups or custom roles takes from some people and gives to others. */
export interface Moved {
  taken?: ReadonlySet<Permission>
  given?: ReadonlySet<Permission>
  /** Groups that give what is given. */
  grown?: readonly string[]
}

/**
 * Ends the links that a change of rights leaves behind: invitations that their makers could not make now; reset links that somebody made
 * who may not manage members any more; and reset links for people who hold more than when the link was made, because whoever made it
 * would take over more than they hold. To be asked after the change, in its transaction.
 * @returns the addresses whose invitations ended
 */
export async function settleRights(tx: Tx, workspaceId: string, now: Date, { taken, given, grown }: Moved): Promise<string[]> {
  if (taken?.has('member.manage') || administers(given)) await closeResetsIn(tx, workspaceId, now)
  return withdrawUnfounded(tx, workspaceId, now, administers(given) ? grown : [])
}
