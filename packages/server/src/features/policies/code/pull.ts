import type { PolicyFolder } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import { listedIn } from '../publishing/index.ts'
import { findRevisionInForce } from '../revisions/index.ts'
import { readGroups, readPolicies } from './code.store.ts'

/** What is in force, by name, with every policy that is here. A rule whose group is gone is left out: nobody is in it. */
export async function pullFolder(db: Executor, workspaceId: string): Promise<{ revision: number | null; folder: PolicyFolder }> {
  const revision = await findRevisionInForce(db, workspaceId)
  const { rules, defaultPolicyId, tests } = listedIn(revision)
  const policies = await readPolicies(db, workspaceId)
  const policyNames = new Map(policies.map((it) => [it.id, it.name]))
  const groupNames = new Map((await readGroups(db, workspaceId)).map((it) => [it.id, it.name]))
  const policy = (id: string) => policyNames.get(id) ?? 'a deleted policy'
  return {
    revision: revision?.number ?? null,
    folder: {
      policies: policies.map(({ id, ...it }) => it),
      rules: rules.flatMap((it) => {
        const group = groupNames.get(it.groupId)
        return group === undefined ? [] : [{ group, policy: policy(it.policyId) }]
      }),
      default: defaultPolicyId === null ? null : policy(defaultPolicyId),
      tests: tests.map(({ name, subject, expect }) => ({
        name,
        subject:
          subject.kind === 'group'
            ? { kind: 'group' as const, group: groupNames.get(subject.groupId) ?? 'a deleted group' }
            : subject,
        expect:
          expect.kind === 'gets'
            ? { kind: 'gets' as const, policy: expect.policyId === null ? null : policy(expect.policyId) }
            : expect,
      })),
    },
  }
}
