import type { DraftContents, DraftDetail, NamedRef, RulesInForce } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { groupChoicesQuery } from '../../../api/queries/groups.ts'
import { policyChoicesQuery } from '../../../api/queries/policies.ts'
import { rulesQuery } from '../../../api/queries/rules.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { AddRule } from '../add-rule.tsx'
import { changesOf, type RulesDraft } from '../rules-draft.ts'
import { RulesList } from '../rules-list.tsx'
import { SavingLine } from './saving-line.tsx'
import { useDraftSaving } from './use-draft-saving.ts'

/** The order of rules and the default as the draft would have them; each move is saved in the draft. */
export function DraftRulesTab({ draft, editable }: { draft: DraftDetail; editable: boolean }) {
  const { id, can } = useWorkspace()
  const rules = useQuery(rulesQuery(id))
  const policies = useQuery(policyChoicesQuery(id))
  const groups = useQuery({ ...groupChoicesQuery(id), enabled: can('group.read') })
  return (
    <QueryView query={rules} skeleton={<TableSkeleton rows={4} />}>
      {(base) => (
        <QueryView query={policies} skeleton={<TableSkeleton rows={4} />}>
          {(choices) => <Order draft={draft} editable={editable} base={base} policies={choices} groups={groups.data ?? []} />}
        </QueryView>
      )}
    </QueryView>
  )
}

function Order(props: { draft: DraftDetail; editable: boolean; base: RulesInForce; policies: NamedRef[]; groups: NamedRef[] }) {
  const { draft, editable, base } = props
  const saving = useDraftSaving(draft)
  const policies = props.policies.map(({ id, name }) => ({ id, name }))
  const groups = [...props.groups, ...base.rules.map((it) => it.group)]
  const shown = toRulesDraft(saving.contents, { base, policies, groups })
  const changes = changesOf(shown)
  const change = (part: { rules?: RulesDraft['rules']; default?: NamedRef | null }) =>
    void saving.save(() => ({
      ...(part.rules ? { rules: part.rules.map((it) => ({ groupId: it.group.id, policyId: it.policy.id })) } : {}),
      ...(part.default === undefined ? {} : { defaultPolicyId: part.default?.id ?? null }),
    }))
  return (
    <>
      <Section
        title="Rules"
        description="Asked from the top; the first group that a person is in decides. The numbers are those of what is in force now."
      >
        <RulesList
          rules={shown.rules}
          fallback={shown.default}
          base={base}
          policies={policies}
          onChange={editable ? change : undefined}
        />
      </Section>
      {editable ? (
        <Section title="Add a rule">
          <AddRule rules={shown.rules} policies={policies} onAdd={(rule) => change({ rules: [...shown.rules, rule] })} />
        </Section>
      ) : null}
      <Section title="Against what is in force" framed>
        <Stack gap={6}>
          {changes.length === 0 ? (
            <Text size="sm" c="dimmed">
              The order, the groups and the default are the same as now.
            </Text>
          ) : (
            <ul style={{ margin: 0, paddingInlineStart: '1.2rem', fontSize: 'var(--mantine-font-size-sm)' }}>
              {changes.map((it) => (
                <li key={it}>{it}</li>
              ))}
            </ul>
          )}
        </Stack>
      </Section>
      <SavingLine saving={saving} draft={draft} />
    </>
  )
}

/** The draft's order with names, in the shape that the list of rules shows. */
function toRulesDraft(
  { rules, defaultPolicyId }: DraftContents,
  known: { base: RulesInForce; policies: NamedRef[]; groups: NamedRef[] },
): RulesDraft {
  const named = (all: NamedRef[], id: string) => {
    const found = all.find((it) => it.id === id)
    return { id, name: found?.name ?? 'something that was deleted' }
  }
  return {
    base: known.base,
    rules: rules.map((it) => ({ group: named(known.groups, it.groupId), policy: named(known.policies, it.policyId) })),
    default: defaultPolicyId === null ? null : named(known.policies, defaultPolicyId),
    note: '',
  }
}
