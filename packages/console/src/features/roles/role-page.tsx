import { type CustomRole, roleRoutes } from '@bailiwick/contracts'
import { Box, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { roleQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useParam } from '../../ui/use-param.ts'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { DeleteRole } from './delete-role.tsx'
import { RoleForm } from './role-form.tsx'
import { RolePeople } from './role-people.tsx'

const shape = z.object({ tab: z.enum(['people']).optional(), search: z.string().optional() })

export function RolePage() {
  const { id, at } = useWorkspace()
  const roleId = useParam('roleId')
  const query = useQuery(roleQuery(id, roleId))
  const parent = { title: 'Roles', to: at.roles() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Role" parent={parent} />}
      skeleton={<BlockSkeleton lines={8} height={24} />}
    >
      {(role) => <RoleView key={role.id} role={role} parent={parent} />}
    </QueryView>
  )
}

function RoleView({ role, parent }: { role: CustomRole; parent: { title: string; to: string } }) {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  return (
    <>
      <PageHeader
        title={role.name}
        parent={parent}
        answer={
          <>
            {role.description ? <div>{role.description}</div> : null}
            <div>{sayStanding(role)}</div>
          </>
        }
        actions={
          <>
            <CopyAsCall what="This role" command={curlOf(roleRoutes.get, { params: { workspaceId: id, roleId: role.id } })} />
            {can('audit.read') ? (
              <LinkButton to={at.audit({ subjectId: role.id })} variant="default">
                History
              </LinkButton>
            ) : null}
          </>
        }
      />
      {role.can.manage ? null : (
        <Box mb="md">
          <Notice tone="info">{role.can.why ?? 'Only an owner changes custom roles.'}</Notice>
        </Box>
      )}
      <Tabs
        value={url.tab ?? 'allows'}
        onChange={(tab) => setUrl({ tab: tab === 'people' ? 'people' : undefined, search: undefined }, { push: true })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="allows">What it allows</Tabs.Tab>
          <Tabs.Tab value="people">Who has it</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="allows">
          <RoleForm role={role} />
          {role.can.manage ? <DeleteRole role={role} /> : null}
        </Tabs.Panel>
        <Tabs.Panel value="people">
          {url.tab === 'people' ? <RolePeople role={role} search={url.search} onSearch={(search) => setUrl({ search })} /> : null}
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function sayStanding({ permissions, people, groups }: CustomRole): string {
  const allows = permissions.length === 0 ? 'Allows nothing' : `Allows ${count(permissions.length, 'thing')}`
  if (people.total === 0) {
    return groups.length === 0
      ? `${allows}; nobody has it yet.`
      : `${allows}; ${count(groups.length, 'group')} would give it, but nobody is in ${groups.length === 1 ? 'it' : 'them'}.`
  }
  const ways = [
    people.throughGroups > 0 ? `${people.throughGroups} through ${count(groups.length, 'group')}` : '',
    people.direct > 0 ? `${people.direct} directly` : '',
  ].filter(Boolean)
  return `${allows}; ${count(people.total, 'active person has it', 'active people have it')}: ${ways.join(', ')}.`
}
