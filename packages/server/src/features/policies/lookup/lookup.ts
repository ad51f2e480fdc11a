import type { Device, Lookup } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'
import { findGroupNames, type GroupNames } from '../../identity/group-names/index.ts'
import { type MemberStanding, mayUse, type WorkspaceStanding } from '../../standing/index.ts'
import { bundleFor, type Delivery } from '../delivery/index.ts'
import { type DevicesApp, devicesOf, getDevice } from '../devices/index.ts'
import { checkServed } from '../documents/index.ts'
import { effectOf, meaningOf } from './effect.ts'
import { findEnrolmentGroup } from './lookup.store.ts'
import { beatenBy, sentenceOf, sideInWords, timing } from './sentence.ts'

type App = DevicesApp

/** What is in force for whoever has this e-mail address, whatever its case; deactivated members too (PO-07). Fails: lookup.nobody. */
export async function lookUpEmail(app: App, workspaceId: string, email: string): Promise<Lookup> {
  const member = app.standing.memberByEmail(workspaceId, email)
  if (!member) throw new Failure('lookup.nobody')
  return lookUpMember(app, member)
}

/** What is in force for a member, as they see it themselves: without the rules of groups that they are not in. */
export async function lookUpMine(app: App, member: MemberStanding): Promise<Lookup> {
  const all = await lookUpMember(app, member)
  return { ...all, considered: all.considered.filter((it) => it.verdict !== 'not_member') }
}

/** What is in force for a member, and why. */
async function lookUpMember(app: App, member: MemberStanding): Promise<Lookup> {
  const workspace = requireWorkspace(app, member.workspaceId)
  const delivery = bundleFor(app, workspace, member)
  const names = await namesFor(app, delivery, workspace, member)
  const { personId: id, name, email, status } = member
  const groups = [...names.values()].filter((it) => member.groupIds.has(it.id))
  return explain(app, workspace, member, delivery, names, {
    who: name,
    subject: { kind: 'member', person: { id, name, email }, status, groups },
    devices: await devicesOf(app, workspace.id, id),
  })
}

/** What is in force for an active member who is in one group and no other (PO-06). Fails: group.not_found. */
export async function lookUpGroup(app: App, workspaceId: string, groupId: string): Promise<Lookup> {
  const workspace = requireWorkspace(app, workspaceId)
  const group = (await findGroupNames(app.db, workspaceId, [groupId])).get(groupId)
  if (!group) throw new Failure('group.not_found')
  const who = `Somebody who is only in ${group.name}`
  return lookUpSomebody(app, workspace, '', [groupId], { who, subject: { kind: 'group', group }, devices: [] })
}

/** What is in force for the person of a device, or for the group that its enrolment address stands for. Fails: device.not_found. */
export async function lookUpDevice(app: App, workspaceId: string, deviceId: string): Promise<Lookup> {
  const device = await getDevice(app, workspaceId, deviceId)
  const workspace = requireWorkspace(app, workspaceId)
  const member = device.person && app.standing.member(workspaceId, device.person.id)
  if (member) return { ...(await lookUpMember(app, member)), devices: [device] }
  if (!device.enrolment) throw new Failure('device.not_found')
  const group = await findEnrolmentGroup(app.db, device.enrolment.id)
  return lookUpSomebody(app, workspace, device.enrolment.id, group ? [group.id] : [], {
    who: `A device that is enrolled by “${device.enrolment.name}”`,
    subject: { kind: 'group', group: group ?? device.enrolment },
    devices: [device],
  })
}

/** Decides for somebody who is not a person of the workspace, as for an active member of these groups. */
async function lookUpSomebody(
  app: App,
  workspace: WorkspaceStanding,
  personId: string,
  groupIds: string[],
  asked: Asked,
): Promise<Lookup> {
  const somebody: MemberStanding = {
    workspaceId: workspace.id,
    personId,
    name: '',
    email: '',
    role: 'member',
    status: 'active',
    kind: 'human',
    roleIds: [],
    groupIds: new Set(groupIds),
    exceptions: [],
  }
  const delivery = bundleFor(app, workspace, somebody)
  const names = await namesFor(app, delivery, workspace, somebody)
  return explain(app, workspace, somebody, delivery, names, asked)
}

const namesFor = (app: App, { decision }: Delivery, workspace: WorkspaceStanding, member: MemberStanding) =>
  findGroupNames(app.db, workspace.id, [...member.groupIds, ...decision.resolution.considered.map((it) => it.groupId)])

function requireWorkspace(app: App, workspaceId: string): WorkspaceStanding {
  const workspace = app.standing.workspace(workspaceId)
  if (!workspace) throw new Failure('workspace.not_found')
  return workspace
}

interface Asked {
  who: string
  subject: Lookup['subject']
  devices: Device[]
}

function explain(
  app: App,
  workspace: WorkspaceStanding,
  member: MemberStanding,
  delivery: Delivery,
  names: GroupNames,
  { who, subject, devices }: Asked,
): Lookup {
  const { decision, policy, bundle } = delivery
  const { resolution, ruling, exception } = decision
  const named = resolution.considered.map(({ groupId, policyId, ...it }) => ({
    ...it,
    group: names.get(groupId) ?? { id: groupId, name: 'a deleted group' },
    policy: { id: policyId, name: ruling.policies.get(policyId)?.name ?? policyId },
  }))
  const considered = exception ? named.map((it) => overruled(it, exception)) : named
  return {
    subject,
    revision: ruling.revision?.number ?? null,
    outcome: decision.outcome,
    policy: policy && {
      id: policy.policyId,
      name: policy.name,
      version: policy.version,
      owner: policy.owner,
      purpose: policy.purpose,
    },
    position: exception ? null : resolution.position,
    sentence: sentenceOf(who, decision, named.find((it) => it.verdict === 'won')?.group),
    considered,
    exception: exception &&
      policy && {
        id: exception.id,
        policy: { id: policy.policyId, name: policy.name },
        until: exception.until.toISOString(),
      },
    rollout: sideInWords(who, workspace, decision),
    mayUseCodexLocal: mayUse(workspace, member, 'codex_local'),
    effective: effectOf(bundle),
    sentences: meaningOf(bundle),
    beatenBy: beatenBy(bundle.config_toml.enterprise_managed.length > 0),
    devices,
    check: checkServed(app.config.publicUrl, policy),
    timing,
  }
}

const overruled = (rule: Lookup['considered'][number], { until }: { until: Date }): Lookup['considered'][number] =>
  rule.verdict === 'won'
    ? {
        ...rule,
        verdict: 'lost',
        because: `An exception until ${until.toISOString()} comes before the rules; without it this rule would win.`,
      }
    : rule
