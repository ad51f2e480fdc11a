import {
  controlRoutes,
  draftRoutes,
  enrolmentRoutes,
  evaluationRoutes,
  exceptionRoutes,
  groupRoutes,
  memberRoutes,
  policyRoutes,
  rolloutRoutes,
} from '@bailiwick/contracts'
import { exec } from '../../dev/stock-client/index.ts'
import type { ApiCaller } from '../server.ts'
import type { Company } from '../stock-client/testing/open-company.ts'
import { good, idOf } from './good.ts'

/** What the pages about changes of policies need in their addresses. */
export interface PolicyLife {
  draft: string
  rollout: string
  evaluation: string
}

/** A week of changes: a draft that observes and waits, one on its way in stages, exceptions, a held change, an enrolment address. */
export async function livePolicies(company: Company): Promise<PolicyLife> {
  const { owner } = company.server
  const cora = await company.server.person('cora')
  const ids = await readIds(owner)
  const draft = await draftFor(cora, ids)
  const evaluation = await good(
    cora.call(evaluationRoutes.start, { body: { draftId: draft, groupIds: [ids.group('Contractors')], days: 7 } }),
  )
  await workOf(company, 'carl')
  await exceptions(company, ids)
  const rollout = await stage(cora, ids)
  await good(owner.call(enrolmentRoutes.create, { body: { name: 'Build machines', groupId: ids.group('Contractors') } }))
  await hold(owner, ids)
  return { draft, rollout, evaluation: evaluation.id }
}

type Ids = Awaited<ReturnType<typeof readIds>>

async function readIds(owner: ApiCaller) {
  const groups = (await good(owner.call(groupRoutes.list))).items
  const policies = (await good(owner.call(policyRoutes.list))).items
  const members = (await good(owner.call(memberRoutes.list))).items
  return {
    group: (name: string) => idOf(groups, name),
    policy: (name: string) => idOf(policies, name),
    member: (name: string) => idOf(members, name),
  }
}

/** Contractors get a network of their own, and tests that say what must stay true. */
async function draftFor(cora: ApiCaller, ids: Ids): Promise<string> {
  const title = 'Contractors reach the package registry'
  const { id, edit, contents } = await good(cora.call(draftRoutes.create, { body: { title, reason: 'SEC-214' } }))
  const policyId = ids.policy('Locked down')
  const { contents: text } = await good(cora.call(policyRoutes.get, { params: { policyId } }))
  const network =
    '\n[experimental_network]\nenabled = true\n\n[experimental_network.domains]\n"registry.npmjs.org" = "allow"\n"*.exfil.example.com" = "deny"\n'
  const wider = text.replace('allowed_sandbox_modes = ["read-only"]', 'allowed_sandbox_modes = ["read-only", "workspace-write"]')
  const contractors = { kind: 'group', groupId: ids.group('Contractors') } as const
  const tests = [
    {
      id: 'push',
      name: 'Contractors hand their work over by review',
      subject: contractors,
      expect: { kind: 'answers', question: { kind: 'command', command: 'git push origin main' }, verdict: 'denied' },
    },
    {
      id: 'exfil',
      name: '',
      subject: contractors,
      expect: { kind: 'answers', question: { kind: 'domain', host: 'a.exfil.example.com' }, verdict: 'denied' },
    },
    {
      id: 'ada',
      name: '',
      subject: { kind: 'member', email: 'ada@acme.test' },
      expect: { kind: 'gets', policyId: ids.policy('Standard') },
    },
  ] as const
  const policies = [...contents.policies, { policyId, contents: wider + network, defaults: '' }]
  await good(cora.call(draftRoutes.save, { params: { draftId: id }, body: { expectedEdit: edit, policies, tests: [...tests] } }))
  return id
}

/** Carl's agent tries what the draft would say something else about. */
async function workOf({ model, signIn }: Company, key: string): Promise<void> {
  const client = await signIn(key)
  model.script({ call: 'exec_command', args: { cmd: 'git push origin main' } }, { message: 'It was refused.' })
  await exec(client, 'Push the branch')
  model.script({ call: 'exec_command', args: { cmd: 'ls' } }, { message: 'Done.' })
  await exec(client, 'Look around')
}

async function exceptions({ server }: Company, ids: Ids): Promise<void> {
  const day = 86_400_000
  const until = (days: number) => new Date(Date.now() + days * day).toISOString()
  const policyId = ids.policy('Platform engineers')
  const dan = await server.person('dan')
  await good(dan.call(exceptionRoutes.request, { body: { policyId, until: until(2), reason: 'Migrating the build this week' } }))
  const personId = ids.member('Nora New')
  await good(
    server.owner.call(exceptionRoutes.grantFor, {
      body: { personId, policyId, until: until(5), reason: 'On call for the release' },
    }),
  )
}

/** The baseline loses cached web search, for a quarter first. */
async function stage(cora: ApiCaller, ids: Ids): Promise<string> {
  const title = 'Web search is off by default'
  const { id, edit } = await good(cora.call(draftRoutes.create, { body: { title, reason: 'SEC-220' } }))
  const policyId = ids.policy('Standard')
  const { contents } = await good(cora.call(policyRoutes.get, { params: { policyId } }))
  const stricter = contents.replace('allowed_web_search_modes = ["cached"]', 'allowed_web_search_modes = []')
  const params = { draftId: id }
  const policies = [{ policyId, contents: stricter, defaults: '' }]
  await good(cora.call(draftRoutes.save, { params, body: { expectedEdit: edit, policies } }))
  const stages = [
    { percent: 25, groupIds: [ids.group('Security')], minutes: 240 },
    { percent: 50, groupIds: [], minutes: 1_440 },
    { percent: 100, groupIds: [], minutes: null },
  ]
  await good(cora.call(draftRoutes.publish, { params, body: { expectedEdit: edit + 1, stages } }))
  return (await good(cora.call(rolloutRoutes.list))).items[0]?.id ?? ''
}

/** Somebody adds half of the company to Contractors. */
async function hold(owner: ApiCaller, ids: Ids): Promise<void> {
  const brake = { enabled: true, sharePercent: 20, minimumMembers: 2 }
  await good(owner.call(controlRoutes.set, { body: { brake } }))
  const params = { groupId: ids.group('Contractors') }
  const { problem } = await owner.call(groupRoutes.addMembers, {
    params,
    body: { emails: ['dan@acme.test', 'petra@acme.test', 'sam@acme.test'] },
  })
  if (problem?.code !== 'change.held') throw new Error(`the brake did not hold: ${problem?.code}`)
}
