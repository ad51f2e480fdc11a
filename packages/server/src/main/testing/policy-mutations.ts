import {
  codeRoutes,
  controlRoutes,
  draftRoutes,
  enrolmentRoutes,
  evaluationRoutes,
  exceptionRoutes,
  groupRoutes,
  policyRoutes,
  rolloutRoutes,
  ruleRoutes,
} from '@bailiwick/contracts'
import { startStaged } from '../../features/policies/rollouts/testing/staged.ts'
import type { Caller, TestServer } from '../../testing/server.ts'

/** What a mutation needs to succeed: its path's names and its body. `as` is an owner of Acme unless somebody else is named. */
export interface Call {
  as?: Caller
  params?: Record<string, string | undefined>
  body?: object
}
export type Prepare = () => Call | Promise<Call>

/** Every mutation of policies and what belongs to them, and makers of the things that they change. */
export function policyMutations(it: () => TestServer) {
  const ada = () => it().as('ada')
  const person = (key: string) => it().seeded.people[key] ?? ''
  let made = 0
  const name = () => `Policy thing ${++made}`
  const group = async () => (await ada().call(groupRoutes.create, { body: { name: name() } })).body.id
  const policy = async () => (await ada().call(policyRoutes.create, { body: { name: name(), contents: '' } })).body.id
  const draft = async () => {
    const { body } = await it()
      .as('cora')
      .call(draftRoutes.create, { body: { title: name() } })
    const params = { draftId: body.id }
    const contents = { tests: [], rules: [], expectedEdit: 1 }
    await it().as('cora').call(draftRoutes.save, { params, body: contents })
    return { params, expectedEdit: 2 }
  }
  const submitted = async () => {
    const { params, expectedEdit } = await draft()
    await it().as('cora').call(draftRoutes.submit, { params, body: { expectedEdit } })
    return { params, expectedEdit }
  }
  const later = () => new Date(it().clock.now().getTime() + 3_600_000).toISOString()
  const policyInForce = async () => {
    const policyId = await policy()
    const { body } = await ada().call(ruleRoutes.get)
    const expectedRevision = body.revision?.number ?? null
    await ada().call(ruleRoutes.replace, { body: { expectedRevision, rules: [], defaultPolicyId: policyId } })
    return policyId
  }
  /** A request of somebody who has none that is open. */
  const exception = async (key: string) => {
    const body = { policyId: await policyInForce(), until: later(), reason: 'For a day' }
    return { exceptionId: (await it().as(key).call(exceptionRoutes.request, { body })).body.id }
  }
  const heldChange = async () => {
    const params = { groupId: await group() }
    const { body } = await ada().call(ruleRoutes.get)
    const expectedRevision = body.revision?.number ?? null
    const rules = [{ groupId: params.groupId, policyId: await policy() }]
    await ada().call(ruleRoutes.replace, { body: { expectedRevision, rules, defaultPolicyId: null } })
    const brake = { enabled: true, sharePercent: 1, minimumMembers: 1 }
    await ada().call(controlRoutes.set, { body: { brake } })
    const { problem } = await ada().call(groupRoutes.addMembers, { params, body: { emails: ['dan@acme.test'] } })
    await ada().call(controlRoutes.set, { body: { brake: { ...brake, enabled: false } } })
    return { heldId: String(problem?.heldId) }
  }
  const rollout = async () => {
    const { body } = await ada().call(rolloutRoutes.list)
    const running = body.items.find((item) => item.endedAt === null)
    if (running) await ada().call(rolloutRoutes.rollBack, { params: { rolloutId: running.id }, body: {} })
    return startStaged(it(), await policy(), [{ percent: 100 }])
  }
  const enrolment = async () => (await ada().call(enrolmentRoutes.create, { body: { name: name() } })).body.id
  const evaluation = async () => (await ada().call(evaluationRoutes.start, { body: (await draft()).params })).body.id

  const mutations: Record<string, Prepare> = {
    'Policies: create': () => ({ body: { name: name(), contents: '' } }),
    'Policies: describe': async () => ({ params: { policyId: await policy() }, body: { purpose: 'Another' } }),
    'Policies: save': async () => ({
      params: { policyId: await policy() },
      body: { contents: 'allowed_sandbox_modes = ["read-only"]', expectedVersion: 1 },
    }),
    'Policies: remove': async () => ({ params: { policyId: await policy() } }),
    'Rules: replace': async () => ({ body: { expectedRevision: null, rules: [], defaultPolicyId: await policy() } }),
    'Rollouts: advance': async () => ({ params: { rolloutId: await rollout() }, body: { expectedStage: 0 } }),
    'Rollouts: halt': async () => ({ params: { rolloutId: await rollout() }, body: { reason: 'Wait' } }),
    'Rollouts: rollBack': async () => ({ params: { rolloutId: await rollout() }, body: {} }),
    'Evaluations: start': async () => ({ body: (await draft()).params }),
    'Evaluations: end': async () => ({ params: { evaluationId: await evaluation() } }),
    'Policy as code: apply': async () => {
      const { body } = await ada().call(codeRoutes.pull)
      const policies = [{ name: name(), contents: '' }, ...body.folder.policies]
      return { body: { folder: { ...body.folder, policies }, expectedRevision: body.revision, title: 'From a repository' } }
    },
    'Enrolments: create': () => ({ body: { name: name() } }),
    'Enrolments: revoke': async () => ({ params: { enrolmentId: await enrolment() } }),
    'Policy drafts: create': () => ({ body: { title: name() } }),
    'Policy drafts: describe': async () => ({ params: (await draft()).params, body: { reason: 'Another' } }),
    'Policy drafts: save': async () => {
      const { params, expectedEdit } = await draft()
      return { params, body: { expectedEdit, defaultPolicyId: await policy() } }
    },
    'Policy drafts: rebase': async () => {
      const { params, expectedEdit } = await draft()
      return { params, body: { expectedEdit } }
    },
    'Policy drafts: submit': async () => {
      const { params, expectedEdit } = await draft()
      return { params, body: { expectedEdit } }
    },
    'Policy drafts: decide': async () => {
      const { params, expectedEdit } = await submitted()
      return { params, body: { expectedEdit, decision: 'approved' } }
    },
    'Policy drafts: publish': async () => {
      const { params, expectedEdit } = await draft()
      return { params, body: { expectedEdit } }
    },
    'Policy drafts: unschedule': async () => {
      const { params, expectedEdit } = await draft()
      await ada().call(draftRoutes.publish, { params, body: { expectedEdit, at: later() } })
      return { params }
    },
    'Policy drafts: discard': async () => ({ params: (await draft()).params }),
    'Policy drafts: restore': async () => {
      const { body } = await ada().call(ruleRoutes.get)
      const expectedRevision = body.revision?.number ?? 0
      return { params: { number: String(expectedRevision) }, body: { expectedRevision } }
    },
    'Policy exceptions: grantFor': async () => ({
      body: { personId: person('carl'), policyId: await policyInForce(), until: later(), reason: 'For a day' },
    }),
    'Policy exceptions: request': async () => ({
      as: it().as('cora'),
      body: { policyId: await policyInForce(), until: later(), reason: 'For a day' },
    }),
    'Policy exceptions: decide': async () => ({ params: await exception('dan'), body: { decision: 'granted' } }),
    'Policy exceptions: revoke': async () => {
      const { body } = await ada().call(exceptionRoutes.list, { query: { state: 'granted', personId: person('dan') } })
      return { params: { exceptionId: body.items[0]?.id }, body: {} }
    },
    'Policy exceptions: withdraw': async () => ({ as: it().as('grace'), params: await exception('grace') }),
    'Held changes: decide': async () => ({ params: await heldChange(), body: { decision: 'release', note: 'Meant' } }),
    'Policy controls: set': () => ({ body: { haltSilentPercent: 30 } }),
  }
  return { mutations, policy, draft, rollout, exception, heldChange, enrolment, evaluation }
}
