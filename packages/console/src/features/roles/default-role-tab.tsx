import { type DefaultRole, permissions, settingCatalogue } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { defaultRoleQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { count } from '../../ui/words.ts'

/** What people without a custom role have: the toggles of the workspace (RB-02). */
export function DefaultRoleTab() {
  const { id } = useWorkspace()
  const query = useQuery(defaultRoleQuery(id))
  return (
    <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
      {(standing) => <DefaultRoleView standing={standing} />}
    </QueryView>
  )
}

function DefaultRoleView({ standing }: { standing: DefaultRole }) {
  const { at, can } = useWorkspace()
  return (
    <Section
      title={`Counts for ${count(standing.people, 'active person', 'active people')}`}
      description="Those who have no custom role, neither through a group nor directly. With the first custom role it ends for somebody; with the last one gone it counts again."
      actions={
        can('setting.read') ? (
          <LinkButton to={at.settings()} variant="default">
            {standing.can.change ? 'Change the toggles' : 'See the toggles'}
          </LinkButton>
        ) : null
      }
    >
      <DataTable
        label="The default role"
        columns={[
          { key: 'permission', title: 'Permission', cell: (it) => permissions[it.permission].label },
          {
            key: 'has',
            title: 'Default role',
            width: '9rem',
            cell: (it) => (it.has ? <Status tone="good">Has it</Status> : <Status tone="quiet">Lacks it</Status>),
          },
          { key: 'toggle', title: 'Toggle behind it', cell: (it) => settingCatalogue[it.setting].label },
        ]}
        rows={standing.permissions}
        rowKey={(it) => it.permission}
      />
      <Text size="sm" c="dimmed" mt="sm" maw="72ch">
        “{settingCatalogue.codex_local.label}” is more than that: off, it is off for everyone, whatever a custom role says.
        {standing.can.change ? null : ` ${standing.can.why ?? 'An owner changes the toggles.'}`}{' '}
        <TextLink to={at.whoCan({ permission: 'codex.local' })}>Who may use Codex locally now</TextLink>
      </Text>
    </Section>
  )
}
