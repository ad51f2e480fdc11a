import type { draftStates } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { lockPolicies } from '../revisions/index.ts'
import { type DraftRow, getDraft } from './drafts.store.ts'

type State = (typeof draftStates)[number]

/** What a draft in each state still allows. */
const allows = {
  describe: ['open', 'submitted'],
  edit: ['open', 'submitted'],
  submit: ['open'],
  decide: ['submitted'],
  publish: ['open', 'submitted'],
  unschedule: ['scheduled'],
  discard: ['open', 'submitted', 'scheduled'],
} satisfies Record<string, State[]>

export type Step = keyof typeof allows

export const isAllowed = (step: Step, state: State): boolean => (allows[step] as State[]).includes(state)

/**
 * A draft for a step of its life, in the workspace's turn: nobody else changes policies or drafts until commit.
 * Fails: draft.not_found, draft.wrong_state, draft.edited_meanwhile (with who edited it, and the present edit).
 * @param expectedEdit the edit that the caller looked at; left out where any will do
 */
export async function takeDraft(tx: Tx, actor: Actor, draftId: string, step: Step, expectedEdit?: number): Promise<DraftRow> {
  await lockPolicies(tx, actor.workspaceId)
  const draft = await getDraft(tx, actor.workspaceId, draftId)
  if (!isAllowed(step, draft.state)) throw new Failure('draft.wrong_state', { detail: whereItStands(draft) })
  if (expectedEdit !== undefined && expectedEdit !== draft.edit) {
    const by = draft.updated_by_name
    throw new Failure('draft.edited_meanwhile', {
      detail: `It is at edit ${draft.edit} now${by ? `, saved by ${by}` : ''}.`,
      more: { current: { edit: draft.edit, by, at: draft.updated_at.toISOString() } },
    })
  }
  return draft
}

const standings: Record<State, (draft: DraftRow) => string> = {
  open: () => 'It is open; nobody was asked to approve it.',
  submitted: () => 'It was submitted for approval.',
  scheduled: (it) => `It is scheduled for ${it.publish_at?.toISOString() ?? 'later'}; take it back first.`,
  staged: () => 'It is being rolled out in stages.',
  published: (it) => `It was published as revision ${it.published_revision}.`,
  discarded: () => 'It was discarded.',
}

export const whereItStands = (draft: DraftRow): string => standings[draft.state](draft)
