import type { RulesInForce } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { policyChoicesQuery } from '../../api/queries/policies.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { AddRule } from './add-rule.tsx'
import { DraftBar } from './draft-bar.tsx'
import { RulesList } from './rules-list.tsx'
import { SharesBar } from './shares-bar.tsx'
import { useRulesDraft } from './use-rules-draft.ts'

/** Who gets what, the warnings, and the ordered list with its draft. */
export function RulesTab({ rules }: { rules: RulesInForce }) {
  const { id, at, can } = useWorkspace()
  const mayChange = can('policy.manage')
  const policies = useQuery(policyChoicesQuery(id))
  const state = useRulesDraft(rules)
  const { draft, change } = state
  return (
    <>
      <Stack gap="md" mb="lg">
        <SharesBar rules={rules} />
        {rules.warnings.map((it) => (
          <Notice key={it} tone="warn">
            {it}
          </Notice>
        ))}
      </Stack>
      <QueryView query={policies} skeleton={<TableSkeleton rows={4} />}>
        {(choices) =>
          choices.length === 0 && draft.rules.length === 0 ? (
            <EmptyState
              icon={<IconListDetails size={28} stroke={1.5} />}
              title="No policy is in force"
              action={mayChange ? <LinkButton to={at.newPolicy()}>Write the first policy</LinkButton> : undefined}
            >
              A policy is a list of requirements that Codex holds its user to. Rules say which group gets which policy; the first
              rule that matches a person wins, and the default is for everyone else. Until then, Codex runs with its own defaults.
            </EmptyState>
          ) : (
            <>
              <Section
                title="Rules"
                description="Asked from the top; the first group that a person is in decides. A policy is complete: nothing is added from later rules or the default."
              >
                <RulesList
                  rules={draft.rules}
                  fallback={draft.default}
                  base={draft.base}
                  policies={choices.map(({ id: policyId, name }) => ({ id: policyId, name }))}
                  onChange={mayChange ? change : undefined}
                />
              </Section>
              {mayChange ? (
                <Section title="Add a rule">
                  <AddRule rules={draft.rules} policies={choices} onAdd={(rule) => change({ rules: [...draft.rules, rule] })} />
                </Section>
              ) : (
                <Text size="sm" c="dimmed" mb="md">
                  Owners and Codex Admins change the rules.
                </Text>
              )}
              <Text size="sm" c="dimmed">
                A change is served at once. A client keeps the policy that it has fetched for up to an hour, and a running thread
                keeps the one it started with.
              </Text>
              {state.changed ? <DraftBar state={state} rules={rules} /> : null}
            </>
          )
        }
      </QueryView>
    </>
  )
}
