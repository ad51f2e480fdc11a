import type { Lookup } from '@bailiwick/contracts'
import { effectiveRequirements } from '@bailiwick/policy'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type MemberStanding, mayUse, type Standing, type WorkspaceStanding } from '../../standing/index.ts'
import { bundleFor, type Delivery } from '../delivery/index.ts'
import { checkServed } from '../documents/index.ts'
import { findGroupNames } from './lookup.store.ts'
import { sentenceOf, timing } from './sentence.ts'

type App = Platform & { standing: Standing }

/** What is in force for whoever has this e-mail address, whatever its case; deactivated members too (PO-07). Fails: lookup.nobody. */
export async function lookUpEmail(app: App, workspaceId: string, email: string): Promise<Lookup> {
  const member = app.standing.memberByEmail(workspaceId, email)
  if (!member) throw new Failure('lookup.nobody')
  return lookUpMember(app, member)
}

/** What is in force for a member, and why. */
export async function lookUpMember(app: App, member: MemberStanding): Promise<Lookup> {
  const workspace = requireWorkspace(app, member.workspaceId)
  const delivery = bundleFor(app, workspace, member)
  const names = await namesFor(app, delivery, workspace, member)
  const { personId: id, name, email, status } = member
  const groups = [...names.values()].filter((it) => member.groupIds.has(it.id))
  return explain(app, workspace, member, delivery, names, name, { kind: 'member', person: { id, name, email }, status, groups })
}

/** What is in force for an active member who is in one group and no other (PO-06). Fails: group.not_found. */
export async function lookUpGroup(app: App, workspaceId: string, groupId: string): Promise<Lookup> {
  const workspace = requireWorkspace(app, workspaceId)
  const somebody: MemberStanding = {
    workspaceId,
    personId: '',
    name: '',
    email: '',
    role: 'member',
    status: 'active',
    groupIds: new Set([groupId]),
    exceptions: [],
  }
  const delivery = bundleFor(app, workspace, somebody)
  const names = await namesFor(app, delivery, workspace, somebody)
  const group = names.get(groupId)
  if (!group) throw new Failure('group.not_found')
  return explain(app, workspace, somebody, delivery, names, `Somebody who is only in ${group.name}`, { kind: 'group', group })
}

type GroupNames = Awaited<ReturnType<typeof findGroupNames>>

const namesFor = (app: App, { decision }: Delivery, workspace: WorkspaceStanding, member: MemberStanding) =>
  findGroupNames(app.db, workspace.id, [...member.groupIds, ...decision.resolution.considered.map((it) => it.groupId)])

function requireWorkspace(app: App, workspaceId: string): WorkspaceStanding {
  const workspace = app.standing.workspace(workspaceId)
  if (!workspace) throw new Failure('workspace.not_found')
  return workspace
}

function explain(
  app: App,
  workspace: WorkspaceStanding,
  member: MemberStanding,
  delivery: Delivery,
  names: GroupNames,
  who: string,
  subject: Lookup['subject'],
): Lookup {
  const { decision, policy, bundle } = delivery
  const { resolution } = decision
  const considered = resolution.considered.map(({ groupId, policyId, ...it }) => ({
    ...it,
    group: names.get(groupId) ?? { id: groupId, name: 'a deleted group' },
    policy: { id: policyId, name: workspace.policies.get(policyId)?.name ?? policyId },
  }))
  const winner = considered.find((it) => it.verdict === 'won')
  const { toml, entries } = effectiveRequirements(bundle)
  const origins = new Map(bundle.requirements_toml.enterprise_managed.map((it) => [it.id, it.name]))
  return {
    subject,
    revision: workspace.revision?.number ?? null,
    outcome: resolution.outcome,
    policy: policy && {
      id: policy.policyId,
      name: policy.name,
      version: policy.version,
      owner: policy.owner,
      purpose: policy.purpose,
    },
    position: resolution.position,
    sentence: sentenceOf(who, resolution, policy, winner?.group),
    considered,
    mayUseCodexLocal: mayUse(workspace, member, 'codex_local'),
    effective: {
      toml,
      entries: entries.map((it) => ({ key: it.key, value: toJson(it.value), origin: origins.get(it.fragment) ?? it.fragment })),
      bundle,
    },
    check: checkServed(app.config.publicUrl, policy),
    timing,
  }
}

/** TOML's 64-bit integers as JSON numbers where those are exact, else as text; dates become text by themselves. */
const toJson = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, it: unknown) => {
      if (typeof it !== 'bigint') return it
      return Number.isSafeInteger(Number(it)) ? Number(it) : it.toString()
    }),
  )
