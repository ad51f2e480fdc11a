import { adminKeyRoutes } from '@bailiwick/contracts'
import { Box, Button, Select } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { adminKeysQuery } from '../../api/queries/admin-keys.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CountLine } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { DirectoryKeys } from './directory-keys.tsx'
import { KeysTable } from './keys-table.tsx'

const shape = z.object({ do: z.enum(['create']).optional(), show: z.enum(['unused', 'active', 'ended', 'mine']).optional() })

/** Keys for programs, made and looked after by owners themselves (CO-16). */
export function AdminKeysPage() {
  const { id, at, me } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const all = useQuery(adminKeysQuery(id))
  const shown = (all.data ?? []).filter(
    (it) =>
      url.show === undefined ||
      { unused: it.unused, active: it.status === 'active', ended: it.status !== 'active', mine: it.createdBy?.id === me.id }[
        url.show
      ],
  )
  const active = all.data?.filter((it) => it.status === 'active').length
  const unused = all.data?.filter((it) => it.unused).length ?? 0
  const create = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'create' })}>
      Create a key
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Admin keys"
        answer={
          active === undefined
            ? 'Which programs may act here.'
            : `${count(active, 'active key')} can act in this workspace.${unused > 0 ? ` ${count(unused, 'of them was', 'of them were')} not used for 90 days: revoke what nobody needs.` : ''} You make, change and revoke keys yourself, here or over the API.`
        }
        actions={
          <>
            <CopyAsCall what="Admin keys" command={curlOf(adminKeyRoutes.list, { params: { workspaceId: id } })} />
            {all.data?.length ? create : null}
          </>
        }
      />
      {all.data?.length ? (
        <FilterBar count={<CountLine shown={shown.length} more={false} noun={['key', 'keys']} />}>
          <Select
            aria-label="Which keys"
            w={220}
            value={url.show ?? 'all'}
            onChange={(it) => setUrl({ show: shape.shape.show.safeParse(it).data })}
            data={[
              { value: 'all', label: 'All keys' },
              { value: 'active', label: 'Active' },
              { value: 'unused', label: 'Unused for 90 days' },
              { value: 'ended', label: 'Expired or revoked' },
              { value: 'mine', label: 'Made by me' },
            ]}
          />
        </FilterBar>
      ) : null}
      <QueryView query={all} skeleton={<TableSkeleton rows={4} />}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState
              icon={<IconKey size={28} stroke={1.5} />}
              title="No admin keys yet"
              action={create}
              more={<TextLink to={at.api()}>API reference</TextLink>}
            >
              An admin key lets a program do over the API what this console does, within the scopes that you give it. Whatever it
              does stands in the audit log under its name.
            </EmptyState>
          ) : shown.length === 0 ? (
            <EmptyState
              title={url.show === 'unused' ? 'Every active key is in use' : 'No key matches'}
              action={
                <Button variant="default" onClick={() => setUrl({ show: undefined })}>
                  Show all
                </Button>
              }
            >
              {url.show === 'unused'
                ? 'A key that nobody uses for 90 days would stand here, to be revoked.'
                : 'Choose other keys to look at.'}
            </EmptyState>
          ) : (
            <KeysTable keys={shown} stale={all.isPlaceholderData} />
          )
        }
      </QueryView>
      <Box mt="xl">
        <DirectoryKeys />
      </Box>
      <CreateKeyDialog opened={url.do === 'create'} onClose={() => setUrl({ do: undefined })} />
    </>
  )
}
