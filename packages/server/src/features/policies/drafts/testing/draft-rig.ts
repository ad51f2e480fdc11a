import { type BodyIn, controlRoutes, draftRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { startTestServer, type TestServer } from '../../../../testing/server.ts'
import { bundleFor } from '../../delivery/index.ts'

type Contents = Omit<BodyIn<(typeof draftRoutes)['save']>, 'expectedEdit'>

export const readOnly = 'allowed_sandbox_modes = ["read-only"]\n'

/** The company with three policies in force, and short words for what people do with drafts. */
export interface DraftRig extends TestServer {
  /** Ids by name: Standard, Locked down, Platform engineers. */
  policies: Record<string, string>
  begin(who?: string, fromRevision?: number): Promise<string>
  save(draftId: string, contents: Contents, who?: string): ReturnType<typeof saved>
  publish(
    draftId: string,
    more?: { at?: string; stages?: BodyIn<(typeof draftRoutes)['publish']>['stages'] },
    who?: string,
  ): ReturnType<typeof published>
  get(draftId: string, who?: string): Promise<Awaited<ReturnType<typeof got>>['body']>
  review(draftId: string): Promise<Awaited<ReturnType<typeof reviewed>>['body']>
  decide(who: string, draftId: string, decision?: 'approved' | 'rejected'): ReturnType<typeof decided>
  submit(draftId: string, who?: string): Promise<void>
  needApprovals(approvals: number, approverRole?: 'any' | 'owner'): Promise<void>
  inForce(): Promise<Awaited<ReturnType<typeof rulesInForce>>['body']>
  /** The bytes that somebody would be sent now. */
  served(person: string): string
  factsOf(kind: string): Promise<Record<string, unknown>[]>
}

const saved = (it: TestServer, who: string, draftId: string, body: BodyIn<(typeof draftRoutes)['save']>) =>
  it.as(who).call(draftRoutes.save, { params: { draftId }, body })
const published = (it: TestServer, who: string, draftId: string, body: BodyIn<(typeof draftRoutes)['publish']>) =>
  it.as(who).call(draftRoutes.publish, { params: { draftId }, body })
const decided = (it: TestServer, who: string, draftId: string, body: BodyIn<(typeof draftRoutes)['decide']>) =>
  it.as(who).call(draftRoutes.decide, { params: { draftId }, body })
const got = (it: TestServer, who: string, draftId: string) => it.as(who).call(draftRoutes.get, { params: { draftId } })
const reviewed = (it: TestServer, draftId: string) => it.as('cora').call(draftRoutes.review, { params: { draftId } })
const rulesInForce = (it: TestServer) => it.as('cora').call(ruleRoutes.get)

export async function startDraftRig(): Promise<DraftRig> {
  const it = await startTestServer()
  const policies: Record<string, string> = {}
  for (const name of ['Standard', 'Locked down', 'Platform engineers']) {
    const body = { name, contents: `${readOnly}# ${name}\n` }
    policies[name] = (await it.as('cora').call(policyRoutes.create, { body })).body.id
  }
  const rule = (group: string, policy: string) => ({
    groupId: it.seeded.groups[group] ?? '',
    policyId: policies[policy] ?? '',
  })
  await it.as('cora').call(ruleRoutes.replace, {
    body: {
      expectedRevision: null,
      rules: [rule('Contractors', 'Locked down'), rule('Engineering', 'Standard')],
      defaultPolicyId: policies.Standard ?? null,
    },
  })
  const edit = async (draftId: string) => (await got(it, 'cora', draftId)).body.edit
  return {
    ...it,
    policies,
    async begin(who = 'cora', fromRevision) {
      const { body } = await it.as(who).call(draftRoutes.create, { body: { title: `By ${who}`, fromRevision } })
      return body.id
    },
    save: async (draftId, contents, who = 'cora') => saved(it, who, draftId, { ...contents, expectedEdit: await edit(draftId) }),
    publish: async (draftId, more, who = 'cora') => published(it, who, draftId, { ...more, expectedEdit: await edit(draftId) }),
    get: async (draftId, who = 'cora') => (await got(it, who, draftId)).body,
    review: async (draftId) => (await reviewed(it, draftId)).body,
    decide: async (who, draftId, decision = 'approved') =>
      decided(it, who, draftId, { decision, expectedEdit: await edit(draftId) }),
    async submit(draftId, who = 'cora') {
      const body = { expectedEdit: await edit(draftId) }
      const answer = await it.as(who).call(draftRoutes.submit, { params: { draftId }, body })
      if (answer.problem) throw new Error(answer.problem.code)
    },
    async needApprovals(approvals, approverRole = 'any') {
      await it.as('ada').call(controlRoutes.set, { body: { approvals, approverRole } })
    },
    inForce: async () => (await rulesInForce(it)).body,
    served(person) {
      const { acme: workspaceId = '' } = it.seeded.workspaces
      const workspace = it.app.standing.workspace(workspaceId)
      const member = it.app.standing.member(workspaceId, it.seeded.people[person] ?? '')
      if (!workspace || !member) throw new Error('nobody there')
      return bundleFor(it.app, workspace, member).bytes.toString()
    },
    async factsOf(kind) {
      const rows = await it.app.db
        .selectFrom('fact')
        .innerJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
        .select('payload')
        .where('kind', '=', kind)
        .orderBy('fact.at')
        .orderBy('fact.id')
        .execute()
      return rows.map((row) => row.payload.detail)
    },
  }
}
