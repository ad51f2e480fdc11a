import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconArrowsExchange,
  IconClockShield,
  IconDeviceLaptop,
  IconFileDiff,
  IconFilePlus,
  IconHandStop,
  IconId,
  IconKey,
  IconLogout,
  IconMoon,
  IconRobot,
  IconSearch,
  IconServerBolt,
  IconStairsUp,
  IconTicket,
  IconUserPlus,
  IconUsersPlus,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { paths } from '../paths.ts'
import { splitQuery } from '../ui/link.tsx'
import { pagesFor } from './navigation.ts'
import { useLeave, useSchemeSwitch } from './person-menu.tsx'
import { type CurrentWorkspace, homeOf, useWorkspace } from './workspace.tsx'

/** Every page and main action by name: Ctrl or Cmd and K. */
export function CommandPalette() {
  const workspace = useWorkspace()
  const navigate = useNavigate()
  const leave = useLeave()
  const { flip } = useSchemeSwitch()
  const go = (to: string) => {
    const [path, search] = splitQuery(to)
    void navigate({ to: path, search })
  }
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Pages',
      actions: pagesFor(workspace.can).flatMap(({ section, pages }) =>
        pages.map((page) => ({
          id: `page-${page.title}`,
          label: page.title,
          description: page.answers,
          keywords: [section ?? '', page.keywords ?? ''],
          leftSection: <page.icon size={18} stroke={1.7} />,
          onClick: () => go(page.to(workspace.at)),
        })),
      ),
    },
    {
      group: 'Actions',
      actions: [
        ...actionsFor(workspace).map(({ to, ...action }) => ({ ...action, onClick: () => go(to) })),
        { id: 'scheme', label: 'Switch between light and dark', leftSection: <IconMoon size={18} />, onClick: flip },
        { id: 'leave', label: 'Sign out', leftSection: <IconLogout size={18} />, onClick: () => void leave() },
      ],
    },
  ]
  const others = workspace.me.workspaces.filter((it) => it.id !== workspace.id)
  if (others.length > 0) {
    groups.push({
      group: 'Workspaces',
      actions: others.map((it) => ({
        id: it.id,
        label: `Go to ${it.name}`,
        leftSection: <IconArrowsExchange size={18} />,
        onClick: () => go(homeOf(it)),
      })),
    })
  }
  return (
    <Spotlight
      actions={groups}
      shortcut={['mod + K', '/']}
      nothingFound="No page or action has this name"
      scrollable
      maxHeight={440}
      searchProps={{
        placeholder: 'Go to a page or start something',
        'aria-label': 'Search pages and actions',
        leftSection: <IconSearch size={18} />,
      }}
    />
  )
}

function actionsFor({ can, at }: CurrentWorkspace) {
  const all: { id: string; label: string; keywords?: string; leftSection: ReactNode; to: string; allowed: boolean }[] = [
    {
      id: 'invite',
      label: 'Invite a member',
      keywords: 'add user person',
      leftSection: <IconUserPlus size={18} />,
      to: `${at.members()}?do=invite`,
      allowed: can('member.manage'),
    },
    {
      id: 'group',
      label: 'Create a group',
      leftSection: <IconUsersPlus size={18} />,
      to: `${at.groups()}?do=create`,
      allowed: can('group.manage'),
    },
    {
      id: 'role',
      label: 'Create a custom role',
      keywords: 'permission rights',
      leftSection: <IconId size={18} />,
      to: at.newRole(),
      allowed: can('role.manage'),
    },
    {
      id: 'who-can',
      label: 'See who has a permission',
      keywords: 'who can access holders',
      leftSection: <IconId size={18} />,
      to: at.whoCan(),
      allowed: can('role.read'),
    },
    {
      id: 'codex-setup',
      label: 'Set up Codex Users and Codex Admin',
      keywords: 'recommended roll out groups roles wizard guided',
      leftSection: <IconId size={18} />,
      to: at.recommendedRoles(),
      allowed: can('role.manage'),
    },
    {
      id: 'token',
      label: 'Create an access token',
      keywords: 'ci automation script',
      leftSection: <IconTicket size={18} />,
      to: `${at.myTokens()}?do=create`,
      allowed: can('access_token.create'),
    },
    {
      id: 'service-account',
      label: 'Create a service account',
      keywords: 'bot ci machine',
      leftSection: <IconRobot size={18} />,
      to: `${at.serviceAccounts()}?do=create`,
      allowed: can('service_account.manage'),
    },
    {
      id: 'policy',
      label: 'Write a policy',
      keywords: 'create new toml',
      leftSection: <IconFilePlus size={18} />,
      to: at.newPolicy(),
      allowed: can('policy.manage'),
    },
    {
      id: 'draft',
      label: 'Begin a policy draft',
      keywords: 'change review stages',
      leftSection: <IconFileDiff size={18} />,
      to: `${at.drafts()}?do=create`,
      allowed: can('policy.manage'),
    },
    {
      id: 'exception',
      label: 'Grant a policy exception',
      keywords: 'temporary time',
      leftSection: <IconClockShield size={18} />,
      to: `${at.exceptions()}?do=grant`,
      allowed: can('exception.grant'),
    },
    {
      id: 'rollouts',
      label: 'See the staged rollouts',
      keywords: 'stages halt roll back',
      leftSection: <IconStairsUp size={18} />,
      to: at.rollouts(),
      allowed: can('policy.read'),
    },
    {
      id: 'held',
      label: 'See what the mass-change brake holds',
      keywords: 'held changes release',
      leftSection: <IconHandStop size={18} />,
      to: at.heldChanges(),
      allowed: can('policy.read'),
    },
    {
      id: 'device-code',
      label: 'Approve a Codex client by its code',
      keywords: 'device login sign in',
      leftSection: <IconDeviceLaptop size={18} />,
      to: paths.deviceApproval(),
      allowed: true,
    },
    {
      id: 'upstream',
      label: 'Add a model upstream',
      leftSection: <IconServerBolt size={18} />,
      to: `${at.gateway()}?do=add`,
      allowed: can('gateway.manage'),
    },
    {
      id: 'key',
      label: 'Create an admin key',
      leftSection: <IconKey size={18} />,
      to: `${at.adminKeys()}?do=create`,
      allowed: can('admin_key.manage'),
    },
  ]
  return all.filter((it) => it.allowed).map(({ allowed: _, ...action }) => action)
}
