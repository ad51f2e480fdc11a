import type { Revision, RulesInForce } from '@bailiwick/contracts'
import { Anchor, Button, Drawer, Stack, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { itemsOf } from '../../api/queries/paging.ts'
import { revisionQuery, revisionsQuery } from '../../api/queries/rules.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton, TableSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { changesOf, type RulesDraft } from './rules-draft.ts'
import { useRulesDraft } from './use-rules-draft.ts'

/** Every revision, newest first; each can be looked into and used again. */
export function HistoryTab(props: {
  rules: RulesInForce
  opened: number | null
  onOpen: (number: number | null) => void
  onReuse: () => void
}) {
  const { id } = useWorkspace()
  const query = useInfiniteQuery(revisionsQuery(id))
  const rows = itemsOf(query.data)
  const columns: Column<Revision>[] = [
    {
      key: 'number',
      title: 'Revision',
      width: '7rem',
      cell: (it) => (
        <Anchor component="button" type="button" inherit fw={600} onClick={() => props.onOpen(it.number)}>
          Revision {it.number}
        </Anchor>
      ),
    },
    {
      key: 'cause',
      title: 'What changed',
      cell: (it) => (
        <>
          {it.cause}
          {it.note ? (
            <Text size="xs" c="dimmed">
              {it.note}
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'by', title: 'By', cell: (it) => it.createdBy?.name ?? 'An admin key' },
    { key: 'at', title: 'When', cell: (it) => <When at={it.createdAt} /> },
    {
      key: 'state',
      title: 'State',
      cell: (it) => (it.inForce ? <Status tone="good">In force</Status> : <Status tone="quiet">Replaced</Status>),
    },
  ]
  return (
    <QueryView query={query} skeleton={<TableSkeleton rows={5} />}>
      {() =>
        rows.length === 0 ? (
          <EmptyState title="No history yet">
            Each time rules, the default or a policy in use change, a revision is written: what was served to whom, by whom, and
            why.
          </EmptyState>
        ) : (
          <>
            <DataTable
              label="Revisions"
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
            <Drawer
              opened={props.opened !== null}
              onClose={() => props.onOpen(null)}
              position="right"
              size="lg"
              title={`Revision ${props.opened ?? ''}`}
            >
              {props.opened === null ? null : (
                <RevisionDetail number={props.opened} rules={props.rules} onReuse={props.onReuse} />
              )}
            </Drawer>
          </>
        )
      }
    </QueryView>
  )
}

function RevisionDetail({ number, rules, onReuse }: { number: number; rules: RulesInForce; onReuse: () => void }) {
  const { id, at, can } = useWorkspace()
  const query = useQuery(revisionQuery(id, number))
  const state = useRulesDraft(rules)
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={6} height={20} />}>
      {(revision) => {
        const draft: RulesDraft = {
          base: rules,
          rules: revision.rules.map(({ group, policy }) => ({ group, policy })),
          default: revision.default?.policy ?? null,
          note: `As in revision ${revision.number}`,
        }
        const changes = changesOf(draft)
        return (
          <Stack gap="md">
            <Text size="sm">
              {revision.cause}, by {revision.createdBy?.name ?? 'an admin key'}, <When at={revision.createdAt} exact />.
              {revision.note ? ` “${revision.note}”` : ''}
            </Text>
            <DataTable
              label={`Rules of revision ${revision.number}`}
              columns={[
                { key: 'place', title: 'Rule', width: '4rem', cell: (it) => it.place },
                { key: 'group', title: 'Group', cell: (it) => it.group },
                {
                  key: 'policy',
                  title: 'Policy',
                  cell: (it) => (
                    <TextLink to={`${at.policy(it.policy.id)}?tab=versions&version=${it.version}`}>
                      {it.policy.name} version {it.version}
                    </TextLink>
                  ),
                },
              ]}
              rows={[
                ...revision.rules.map((it) => ({
                  place: String(it.position),
                  group: it.group.name,
                  policy: it.policy,
                  version: it.policyVersion,
                })),
                ...(revision.default
                  ? [
                      {
                        place: 'Else',
                        group: 'Default',
                        policy: revision.default.policy,
                        version: revision.default.policyVersion,
                      },
                    ]
                  : []),
              ]}
              rowKey={(it) => it.place}
            />
            {revision.default ? null : <Text size="sm">There was no default.</Text>}
            {revision.inForce || !can('policy.manage') ? null : changes.length === 0 ? (
              <Text size="sm" c="dimmed">
                The order, the groups and the default are the same as now; only versions of policies differ.
              </Text>
            ) : (
              <Notice
                title="Use this order again"
                actions={
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() => {
                      state.change(draft)
                      onReuse()
                    }}
                  >
                    Put it into the editor
                  </Button>
                }
              >
                It would come back with the newest versions of its policies. Nothing is in force before you say so.
              </Notice>
            )}
          </Stack>
        )
      }}
    </QueryView>
  )
}
