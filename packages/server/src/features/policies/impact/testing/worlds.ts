import {
  type MemberStanding,
  type PolicyInForce,
  type Ruling,
  type Standing,
  toControls,
  unchangedWorld,
  type WorkspaceStanding,
} from '../../../standing/index.ts'

/** Worlds that exist in memory only: what standing would hold. */
export const policyInForce = (policyId: string, version = 1, contents = `# ${policyId} v${version}\n`): PolicyInForce => ({
  policyId,
  name: policyId,
  owner: '',
  purpose: '',
  versionId: `${policyId}-v${version}`,
  version,
  contents,
  defaults: '',
})

export function rulingOf(
  number: number,
  rules: readonly (readonly [groupId: string, policy: PolicyInForce])[],
  byDefault: PolicyInForce | null,
): Ruling {
  const policies = [...rules.map(([, it]) => it), ...(byDefault ? [byDefault] : [])]
  return {
    revision: { id: `rev-${number}`, number },
    ruleSet: {
      rules: rules.map(([groupId, it], index) => ({ id: `rule-${index}`, groupId, policyId: it.policyId })),
      defaultPolicyId: byDefault?.policyId ?? null,
    },
    policies: new Map(policies.map((it) => [it.policyId, it])),
  }
}

export const workspaceOf = (ruling: Ruling, more: Partial<WorkspaceStanding> = {}): WorkspaceStanding => ({
  id: 'w',
  slug: 'acme',
  name: 'Acme',
  denialText: '',
  ...unchangedWorld,
  ...ruling,
  rollout: null,
  published: new Map(),
  controls: toControls(undefined),
  ...more,
})

export const memberOf = (personId: string, groupIds: readonly string[], more: Partial<MemberStanding> = {}): MemberStanding => ({
  workspaceId: 'w',
  personId,
  name: personId,
  email: `${personId}@acme.test`,
  role: 'member',
  status: 'active',
  kind: 'human',
  roleIds: [],
  groupIds: new Set(groupIds),
  exceptions: [],
  ...more,
})

export function standingOf(workspace: WorkspaceStanding, members: readonly MemberStanding[]): Standing {
  const byId = new Map(members.map((it) => [it.personId, it]))
  return {
    workspace: (id) => (id === workspace.id ? workspace : undefined),
    member: (_, personId) => byId.get(personId),
    members: () => byId.values(),
    activeMembers: () => members.filter((it) => it.status === 'active').length,
    memberByEmail: (_, email) => members.find((it) => it.email === email),
    grant: () => undefined,
  }
}
