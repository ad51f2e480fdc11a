import type { Group as GroupShape, PersonRef } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { groupMembersQuery, useRemoveGroupMember } from '../../api/queries/groups.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Tag } from '../../ui/status.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { sayList } from '../../ui/words.ts'

const shape = z.object({ search: z.string().optional() })

export function GroupMembers({ group }: { group: GroupShape }) {
  const { id, at, can } = useWorkspace()
  const [{ search }, setUrl] = useUrlState(shape)
  const query = useInfiniteQuery(groupMembersQuery(id, group.id, search))
  const remove = useRemoveGroupMember(id, group.id)
  const [leaving, setLeaving] = useState<PersonRef | null>(null)
  const rows = itemsOf(query.data)
  const columns: Column<PersonRef>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) =>
        isServiceAccount(it) ? (
          <>
            {can('service_account.manage') ? <TextLink to={at.serviceAccount(it.id)}>{it.name}</TextLink> : it.name}{' '}
            <Tag>service account</Tag>
          </>
        ) : can('member.read') ? (
          <TextLink to={at.member(it.id)}>{it.name}</TextLink>
        ) : (
          it.name
        ),
    },
    { key: 'email', title: 'E-mail', cell: (it) => it.email },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        group.can.changeMembers ? (
          <Button size="compact-sm" variant="default" onClick={() => setLeaving(it)} aria-label={`Take out ${it.name}`}>
            Take out
          </Button>
        ) : null,
    },
  ]
  return (
    <Section title="Members">
      {rows.length > 0 || search ? (
        <FilterBar
          count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['member', 'members']} /> : null}
        >
          <SearchField label="Search name or e-mail" value={search} onChange={(it) => setUrl({ search: it })} />
        </FilterBar>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {() =>
          rows.length === 0 ? (
            <EmptyState title={search ? 'Nobody matches' : 'Nobody is in this group yet'}>
              {search ? 'No member of this group has this name or e-mail.' : 'Paste the e-mail addresses of members above.'}
            </EmptyState>
          ) : (
            <DataTable
              label={`Members of ${group.name}`}
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          )
        }
      </QueryView>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Take ${leaving?.name ?? ''} out of ${group.name}?`}
        act="Take out of the group"
        onConfirm={async () => {
          if (leaving) await remove.mutateAsync(leaving.id)
          sayDone(`${leaving?.name ?? 'The member'} is out of ${group.name}`)
        }}
      >
        {group.rule
          ? `Rule ${group.rule.position} no longer gives them ${group.rule.policy.name}: the next rule that matches, or the default, applies. A running client notices within an hour.`
          : 'No policy rule uses this group, so their policy stays as it is.'}
        {group.roles.length > 0
          ? ` They lose ${sayList(group.roles.map((it) => it.name))} through this group; without another custom role the default role counts for them again.`
          : null}
      </ConfirmDialog>
    </Section>
  )
}

/** Service accounts are members too; their ids say so. */
const isServiceAccount = (it: PersonRef) => it.id.startsWith('svc_')
