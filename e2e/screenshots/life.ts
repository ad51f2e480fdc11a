import {
  auditRoutes,
  gatewayRoutes,
  groupRoutes,
  invitationRoutes,
  memberRoutes,
  policyRoutes,
  ruleRoutes,
  settingRoutes,
} from '@bailiwick/contracts'
import { type DeviceLogin, exec, type StockClient, startDeviceLogin } from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import type { Company } from '../stock-client/testing/open-company.ts'
import { good, idOf } from './good.ts'

/** What the pages need in their addresses. */
export interface Life {
  ids: { dan: string; engineering: string; standard: string; fact: string }
  invitation: string
  reset: string
  /** A client that waits at the device page. */
  waiting: DeviceLogin
}

/** A working day of the demo company: stock clients sign in and work, something is refused, somebody is invited, a policy changes. */
export async function live(company: Company): Promise<Life> {
  const { server, model } = company
  const { owner } = server
  await changeThePolicy(company)
  const clients = []
  for (const key of ['dan', 'petra', 'carl', 'sam']) clients.push(await company.signIn(key))
  const [dan, petra, carl, sam] = clients as [StockClient, StockClient, StockClient, StockClient] // made just above
  for (const client of [dan, petra, sam, dan, petra, dan]) {
    model.script({ message: 'Done: the change is in the working tree.' })
    await exec(client, 'Tidy up the release notes')
  }
  model.script({ status: 400, body: { error: { message: 'The context of this request is too long.' } } })
  await exec(carl, 'Read the whole repository')
  await good(owner.call(settingRoutes.set, { params: { key: 'codex_local' }, body: { value: false } }))
  await exec(dan, 'Say hello')
  await good(owner.call(settingRoutes.set, { params: { key: 'codex_local' }, body: { value: true } }))
  await until(async () => (await good(owner.call(gatewayRoutes.turns))).items.length >= 8)

  const groups = (await good(owner.call(groupRoutes.list))).items
  const members = (await good(owner.call(memberRoutes.list))).items
  const policies = (await good(owner.call(policyRoutes.list))).items
  const engineering = idOf(groups, 'Engineering')
  const danId = idOf(members, 'Dan Developer')
  const invite = { email: 'ines@acme.test', role: 'member', groupIds: [engineering] } as const
  const invited = await good(owner.call(invitationRoutes.create, { body: { ...invite, groupIds: [...invite.groupIds] } }))
  const facts = (await good(owner.call(auditRoutes.list))).items
  const reset = await good(owner.call(memberRoutes.resetPassword, { params: { personId: danId } }))
  return {
    ids: { dan: danId, engineering, standard: idOf(policies, 'Standard'), fact: factOf(facts, 'policy.saved') },
    invitation: invited.link.url,
    reset: reset.url,
    waiting: startDeviceLogin(await company.client()),
  }
}

/** Cora saves a second version of the baseline, and puts Security in front of Engineering. */
async function changeThePolicy({ server }: Company): Promise<void> {
  const cora = await server.person('cora')
  const policies = (await good(cora.call(policyRoutes.list))).items
  const policyId = idOf(policies, 'Standard')
  const standard = await good(cora.call(policyRoutes.get, { params: { policyId } }))
  const contents = standard.contents.replace('token = "push"', 'any_of = ["push", "tag"]')
  const note = 'Tags leave the machine too'
  await good(cora.call(policyRoutes.save, { params: { policyId }, body: { contents, expectedVersion: 1, note } }))

  const groups = (await good(cora.call(groupRoutes.list))).items
  const inForce = await good(cora.call(ruleRoutes.get))
  const rules = inForce.rules.map(({ group, policy }) => ({ groupId: group.id, policyId: policy.id }))
  rules.splice(2, 0, { groupId: idOf(groups, 'Security'), policyId: idOf(policies, 'Platform engineers') })
  const body = {
    expectedRevision: inForce.revision?.number ?? null,
    rules,
    defaultPolicyId: inForce.default?.policy.id ?? null,
    note: 'Security reviews builds this quarter',
  }
  await good(cora.call(ruleRoutes.replace, { body }))
}

function factOf(facts: { id: string; kind: string }[], kind: string): string {
  const found = facts.find((it) => it.kind === kind)
  if (!found) throw new Error(`no fact of the kind ${kind} among ${[...new Set(facts.map((it) => it.kind))].join(', ')}`)
  return found.id
}
