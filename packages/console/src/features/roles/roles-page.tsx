import { roleRoutes } from '@bailiwick/contracts'
import { Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { defaultRoleQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { BuiltInRolesTab } from './built-in-roles-tab.tsx'
import { CustomRolesTab } from './custom-roles-tab.tsx'
import { DefaultRoleTab } from './default-role-tab.tsx'

const shape = z.object({ tab: z.enum(['default', 'built-in']).optional(), search: z.string().optional() })

/** Custom roles, the default role and the built-in roles: everything that gives rights here (RB-01 to RB-04). */
export function RolesPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const standing = useQuery(defaultRoleQuery(id))
  return (
    <>
      <PageHeader
        title="Roles"
        answer={
          standing.data
            ? `The default role counts for ${count(standing.data.people, 'active person', 'active people')}; everybody else has custom roles, which add up.`
            : 'What people may do here, and through what.'
        }
        actions={
          <>
            <CopyAsCall what="The custom roles" command={curlOf(roleRoutes.list, { params: { workspaceId: id } })} />
            <LinkButton to={at.whoCan()} variant="default">
              Who can…
            </LinkButton>
            {can('role.manage') ? (
              <LinkButton to={at.newRole()} leftSection={<IconPlus size={17} />}>
                Create a role
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Tabs
        value={url.tab ?? 'custom'}
        onChange={(tab) =>
          setUrl({ tab: tab === 'default' || tab === 'built-in' ? tab : undefined, search: undefined }, { push: true })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="custom">Custom roles</Tabs.Tab>
          <Tabs.Tab value="default">Default role</Tabs.Tab>
          <Tabs.Tab value="built-in">Built-in roles</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="custom">
          <CustomRolesTab search={url.search} onSearch={(search) => setUrl({ search })} />
        </Tabs.Panel>
        <Tabs.Panel value="default">
          <DefaultRoleTab />
        </Tabs.Panel>
        <Tabs.Panel value="built-in">
          <BuiltInRolesTab />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
