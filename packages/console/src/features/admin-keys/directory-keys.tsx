import type { AdminKey } from '@bailiwick/contracts'
import { useQuery } from '@tanstack/react-query'
import { adminKeysQuery } from '../../api/queries/admin-keys.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/time.tsx'

/** Tokens of directories, named apart: they only provision, and are managed with their directory. */
export function DirectoryKeys() {
  const { id, at, can } = useWorkspace()
  const { data } = useQuery(adminKeysQuery(id, { of: 'directories', status: 'active' }))
  if (!data?.length) return null
  const columns: Column<AdminKey>[] = [
    { key: 'name', title: 'Token', cell: (it) => it.name },
    {
      key: 'directory',
      title: 'Directory',
      cell: (it) =>
        it.directory && can('identity.read') ? (
          <TextLink to={at.directory(it.directory.id, { tab: 'tokens' })}>{it.directory.name}</TextLink>
        ) : (
          it.directory?.name
        ),
    },
    { key: 'used', title: 'Last used', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never') },
    { key: 'ends', title: 'Ends', cell: (it) => (it.expiresAt ? <When at={it.expiresAt} /> : 'Never') },
  ]
  return (
    <Section
      title="Tokens of directories"
      description="With them an identity provider fills members and groups, and nothing else. They are made and revoked with their directory."
    >
      <DataTable label="Tokens of directories" columns={columns} rows={data} rowKey={(it) => it.id} />
    </Section>
  )
}
