import { type Directory, directoryPresets, directoryRoutes } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { IconFolderShare, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../../api/curl.ts'
import { directoriesQuery } from '../../../api/queries/directories.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { When } from '../../../ui/time.tsx'
import { useUrlState } from '../../../ui/use-url-state.ts'
import { count } from '../../../ui/words.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import { DirectoryState } from './directory-state.tsx'

const shape = z.object({ do: z.enum(['connect']).optional() })

export function DirectoriesPage() {
  const { id, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useQuery(directoriesQuery(id))
  const connect = can('identity.manage') ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'connect' })}>
      Connect a directory
    </Button>
  ) : null
  return (
    <>
      <PageHeader
        title="Directories"
        answer={query.data ? sayAnswer(query.data) : 'Where members and groups come from.'}
        actions={
          <>
            <CopyAsCall what="Directories" command={curlOf(directoryRoutes.list, { params: { workspaceId: id } })} />
            {query.data?.length ? connect : null}
          </>
        }
      />
      <QueryView query={query} skeleton={<TableSkeleton rows={2} />}>
        {(directories) =>
          directories.length === 0 ? (
            <EmptyState icon={<IconFolderShare size={26} />} title="No directory is connected" action={connect}>
              Let your company’s directory (Entra ID, Okta, Google Workspace or another SCIM 2.0 client) create members, fill
              groups and take people out the moment they leave. Until then, members are invited and groups are filled by hand.
              {can('identity.manage') ? null : ' An owner connects it.'}
            </EmptyState>
          ) : (
            <Directories directories={directories} />
          )
        }
      </QueryView>
      <ConnectDialog opened={url.do === 'connect' && can('identity.manage')} onClose={() => setUrl({ do: undefined })} />
    </>
  )
}

function sayAnswer(directories: Directory[]): string {
  if (directories.length === 0) return 'Members are invited and groups are filled by hand.'
  const users = directories.reduce((sum, it) => sum + it.users.active, 0)
  const groups = directories.reduce((sum, it) => sum + it.groups, 0)
  const says = directories.length === 1 ? 'provides' : 'provide'
  return `${count(directories.length, 'directory', 'directories')} ${says} ${count(users, 'active user')} and ${count(groups, 'group')}.`
}

function Directories({ directories }: { directories: Directory[] }) {
  const { at } = useWorkspace()
  const columns: Column<Directory>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <TextLink to={at.directory(it.id)} fw={600}>
            {it.name}
          </TextLink>
          <Text size="xs" c="dimmed">
            {directoryPresets[it.preset].label}
          </Text>
        </>
      ),
    },
    { key: 'state', title: 'State', cell: (it) => <DirectoryState directory={it} /> },
    {
      key: 'users',
      title: 'Users',
      align: 'end',
      cell: (it) => (
        <>
          {it.users.active}
          {it.users.inactive > 0 ? (
            <Text span size="xs" c="dimmed">
              {' '}
              and {it.users.inactive} inactive
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'groups', title: 'Groups', align: 'end', cell: (it) => it.groups },
    { key: 'call', title: 'Last call', cell: (it) => (it.lastCall ? <When at={it.lastCall.at} /> : 'Never') },
    { key: 'tokens', title: 'Active tokens', align: 'end', cell: (it) => it.activeTokens },
  ]
  return <DataTable label="Directories" columns={columns} rows={directories} rowKey={(it) => it.id} />
}
