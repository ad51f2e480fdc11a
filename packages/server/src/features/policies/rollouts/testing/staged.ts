import { policyRoutes, ruleRoutes, Stage } from '@bailiwick/contracts'
import type { z } from 'zod'
import { systemActor } from '../../../../platform/actor.ts'
import { newId } from '../../../../platform/ids.ts'
import type { TestServer } from '../../../../testing/server.ts'
import { addRevision, findRevisionInForce, lockPolicies } from '../../revisions/index.ts'
import { startRollout } from '../index.ts'

/** A policy by name, with a text that clients accept. */
export async function makePolicy(it: TestServer, name: string): Promise<string> {
  const contents = 'allowed_sandbox_modes = ["read-only"]\n'
  return (await it.as('ada').call(policyRoutes.create, { body: { name, contents } })).body.id
}

/** Puts a policy in force as the default of Acme. */
export async function makeDefault(it: TestServer, policyId: string): Promise<void> {
  const { body } = await it.as('ada').call(ruleRoutes.get)
  const change = { expectedRevision: body.revision?.number ?? null, rules: [], defaultPolicyId: policyId }
  const answer = await it.as('ada').call(ruleRoutes.replace, { body: change })
  if (answer.problem) throw new Error(answer.problem.title)
}

/** Sends a revision on its way in which a policy is everybody's default. Returns the rollout's id. */
export async function startStaged(it: TestServer, policyId: string, stages: z.input<typeof Stage>[]): Promise<string> {
  const actor = { ...systemActor(it.seeded.workspaces.acme ?? ''), personId: it.seeded.people.ada ?? '' }
  const id = await it.app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const inForce = await findRevisionInForce(tx, actor.workspaceId)
    const version = await tx.selectFrom('policy_version').select('id').where('policy_id', '=', policyId).executeTakeFirstOrThrow()
    const draft = { id: newId('draft'), title: 'Tighter' }
    const at = it.app.clock.now()
    await tx
      .insertInto('policy_draft')
      .values({
        ...draft,
        workspace_id: actor.workspaceId,
        reason: '',
        state: 'staged',
        edit: 1,
        base_revision: inForce?.number ?? null,
        base: JSON.stringify({ versions: {}, rules: [], defaultPolicyId: null, tests: [] }),
        contents: JSON.stringify({ policies: [], rules: [], defaultPolicyId: policyId, tests: [] }),
        created_at: at,
        updated_at: at,
      })
      .execute()
    const revision = await addRevision(tx, it.app.clock, actor, {
      rules: [],
      defaultPolicyVersionId: version.id,
      tests: [],
      draftId: draft.id,
      note: '',
      cause: 'Default changed',
    })
    return startRollout(tx, it.app.clock, actor, { draft, revision, stages: stages.map((stage) => Stage.parse(stage)) })
  })
  await it.app.feed.catchUp()
  return id
}
