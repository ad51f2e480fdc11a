import { accessRoutes, Permission, type PermissionHolders, permissions } from '@bailiwick/contracts'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { accessCountsQuery } from '../../api/queries/access.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { formatNumber } from '../../ui/words.ts'
import { HoldersSection } from './holders-section.tsx'
import { permissionGroups } from './permission-words.ts'

const shape = z.object({ permission: Permission.optional(), search: z.string().optional(), through: z.string().optional() })

/** The question the other way round: who has a permission, and through what (RB-10). */
export function WhoCanPage() {
  const { id, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const counts = useQuery(accessCountsQuery(id))
  const asked = counts.data?.find((it) => it.permission === url.permission)
  return (
    <>
      <PageHeader
        title="Who can…"
        parent={{ title: 'Roles', to: at.roles() }}
        answer={
          asked
            ? `${formatNumber(asked.people)} of ${formatNumber(asked.of)} active people and service accounts: ${permissions[asked.permission].label}.`
            : 'Choose a permission to see who has it, and through what.'
        }
        actions={
          url.permission ? (
            <CopyAsCall
              what="Who has it"
              command={curlOf(accessRoutes.holders, { params: { workspaceId: id }, query: { permission: url.permission } })}
            />
          ) : null
        }
      />
      <Select
        label="Permission"
        searchable
        maw={560}
        mb="lg"
        placeholder="Choose or type"
        value={url.permission ?? null}
        onChange={(it) => {
          const chosen = Permission.safeParse(it)
          if (chosen.success) setUrl({ permission: chosen.data, search: undefined, through: undefined }, { push: true })
        }}
        data={permissionGroups.map((group) => ({
          group: group.title,
          items: group.permissions.map((it) => ({ value: it, label: permissions[it].label })),
        }))}
      />
      <QueryView query={counts} skeleton={<TableSkeleton rows={8} />}>
        {(all) =>
          asked ? (
            <HoldersSection
              key={asked.permission}
              asked={asked}
              search={url.search}
              through={url.through}
              onSearch={(search) => setUrl({ search })}
              onThrough={(through) => setUrl({ through })}
            />
          ) : (
            <AllPermissions counts={all} />
          )
        }
      </QueryView>
    </>
  )
}

function AllPermissions({ counts }: { counts: PermissionHolders[] }) {
  const { at } = useWorkspace()
  return (
    <DataTable
      label="Permissions"
      columns={[
        {
          key: 'permission',
          title: 'Permission',
          cell: (it) => <TextLink to={at.whoCan({ permission: it.permission })}>{permissions[it.permission].label}</TextLink>,
        },
        {
          key: 'people',
          title: 'People',
          align: 'end',
          width: '8rem',
          cell: (it) => `${formatNumber(it.people)} of ${formatNumber(it.of)}`,
        },
      ]}
      rows={counts}
      rowKey={(it) => it.permission}
    />
  )
}
