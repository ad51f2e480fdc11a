import type { Policy, PolicyCheck, PolicyDocument, PolicyVersion } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { type PolicyRow, type Texts, toAuthor, type VersionRow } from '../documents/index.ts'
import type { InForce } from '../revisions/index.ts'

export const toVersion = (row: VersionRow): PolicyVersion => ({
  id: row.id,
  number: row.number,
  sha256: row.sha256,
  note: row.note,
  createdAt: row.created_at.toISOString(),
  createdBy: toAuthor(row),
})

export function toPolicy(actor: Actor, row: PolicyRow, inForce: InForce, check: PolicyCheck): Policy {
  const use = toUse(row.id, inForce)
  const edit = actor.permissions.has('policy.manage')
  const why = edit ? usedBy(use) : 'Needs the permission policy.manage.'
  return {
    id: row.id,
    name: row.name,
    purpose: row.purpose,
    owner: row.owner,
    version: toVersion(row.version),
    use,
    warnings: check.problems.filter((it) => it.severity === 'warning').length,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    can: { edit, delete: edit && why === null, why },
  }
}

export const toDocument = (
  actor: Actor,
  row: PolicyRow,
  inForce: InForce,
  { contents, defaults }: Texts,
  check: PolicyCheck,
): PolicyDocument => ({ ...toPolicy(actor, row, inForce, check), contents, defaults, check })

function toUse(policyId: string, { revision, names, tally }: InForce): Policy['use'] {
  const mine = (revision?.rules ?? []).flatMap((rule, index) =>
    rule.policyId === policyId
      ? [{ position: index + 1, group: names.group(rule.groupId), members: tally.rules.get(rule.id) ?? 0 }]
      : [],
  )
  const isDefault = revision?.default_policy_id === policyId
  const members = mine.reduce((sum, it) => sum + it.members, 0) + (isDefault ? tally.default : 0)
  return { rules: mine.map(({ position, group }) => ({ position, group })), isDefault, members }
}

function usedBy({ rules, isDefault }: Policy['use']): string | null {
  if (rules.length === 0 && !isDefault) return null
  const places = rules.map((it) => `rule ${it.position} (${it.group.name})`)
  return `In use: ${[...places, ...(isDefault ? ['the default'] : [])].join(', ')}.`
}
