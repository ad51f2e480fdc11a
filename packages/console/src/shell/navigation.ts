import type { Permission } from '@bailiwick/contracts'
import {
  IconActivity,
  IconBook2,
  IconClockShield,
  IconDeviceLaptop,
  IconDevices,
  IconFileDiff,
  IconFolderShare,
  IconHome2,
  IconId,
  IconKey,
  IconListCheck,
  IconListDetails,
  IconLockAccess,
  IconPlugConnected,
  IconRobot,
  IconServer,
  IconServerBolt,
  IconSettings,
  IconShieldCheck,
  IconShieldLock,
  IconTerminal2,
  IconTicket,
  IconUser,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
  IconZoomQuestion,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { paths, type WorkspacePaths } from '../paths.ts'

/** One page as the sidebar and the command palette name it. Only pages that exist stand here. */
export interface NavigationPage {
  title: string
  /** The question it answers. */
  answers: string
  to: (at: WorkspacePaths) => string
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>
  needs: Permission | 'member'
  /** Further words that find it in the palette. */
  keywords?: string
  /** Further address beginnings under which it counts as the current page. */
  also?: (at: WorkspacePaths) => string[]
  /** The current page only at exactly this address: its children are pages of their own. */
  exact?: boolean
}

const navigation: { section: string | null; pages: NavigationPage[] }[] = [
  {
    section: null,
    pages: [
      {
        title: 'Overview',
        answers: 'Is the rollout on track, and what needs me today?',
        to: (at) => at.overview(),
        icon: IconHome2,
        needs: 'workspace.read',
        exact: true,
      },
    ],
  },
  {
    section: 'People',
    pages: [
      {
        title: 'Members',
        answers: 'Who is here, and what may they do?',
        to: (at) => at.members(),
        icon: IconUsers,
        needs: 'member.read',
        keywords: 'people invite invitation user',
      },
      {
        title: 'Groups',
        answers: 'Who belongs together, and under which policy rule?',
        to: (at) => at.groups(),
        icon: IconUsersGroup,
        needs: 'group.read',
        keywords: 'team',
      },
      {
        title: 'Roles',
        answers: 'What do custom roles, the default role and the built-in roles allow, and whom?',
        to: (at) => at.roles(),
        icon: IconId,
        needs: 'role.read',
        keywords: 'custom role permission default built-in matrix owner admin codex users rbac access who can',
        also: (at) => [at.whoCan()],
      },
    ],
  },
  {
    section: 'Policies',
    pages: [
      {
        title: 'Policies and rules',
        answers: 'What is in force, for which group, in which order?',
        to: (at) => at.policyRules(),
        icon: IconListDetails,
        needs: 'policy.read',
        keywords: 'requirements toml default order revision history',
      },
      {
        title: 'Drafts',
        answers: 'What is on its way, what would it do, and what stands in its way?',
        to: (at) => at.drafts(),
        icon: IconFileDiff,
        needs: 'policy.read',
        keywords: 'draft publish review approve rollout stages held change brake observe evaluate',
        also: (at) => [at.rollouts(), at.heldChanges(), at.evaluations()],
      },
      {
        title: 'Lookup',
        answers: 'What does this person, group or device get, and why?',
        to: (at) => at.lookup(),
        icon: IconZoomQuestion,
        needs: 'policy.read',
        keywords: 'why effective explain simulate try',
      },
      {
        title: 'Devices',
        answers: 'Did the policy arrive, where, and in which client?',
        to: (at) => at.devices(),
        icon: IconDevices,
        needs: 'policy.read',
        keywords: 'coverage served arrival version installation',
      },
      {
        title: 'Enrolment addresses',
        answers: 'Which machines get their policy by an address, whoever works there?',
        to: (at) => at.enrolments(),
        icon: IconServer,
        needs: 'policy.read',
        keywords: 'enrol enroll config server address device management mdm headless runner',
      },
      {
        title: 'Exceptions',
        answers: 'Who has another policy for a time, until when, and why?',
        to: (at) => at.exceptions(),
        icon: IconClockShield,
        needs: 'policy.read',
        keywords: 'exception grant request temporary',
      },
    ],
  },
  {
    section: 'Insights',
    pages: [
      {
        title: 'Model turns',
        answers: 'Who called which model, and what came of it?',
        to: (at) => at.turns(),
        icon: IconActivity,
        needs: 'analytics.read',
        keywords: 'usage tokens calls refused',
      },
    ],
  },
  {
    section: 'Evidence',
    pages: [
      {
        title: 'Audit',
        answers: 'What happened, and can I prove it?',
        to: (at) => at.audit(),
        icon: IconShieldLock,
        needs: 'audit.read',
        keywords: 'log facts chain verify',
      },
    ],
  },
  {
    section: 'Identity',
    pages: [
      {
        title: 'Directories',
        answers: 'Does our directory fill members and groups, and did its last sync work?',
        to: (at) => at.directories(),
        icon: IconFolderShare,
        needs: 'identity.read',
        keywords: 'scim provisioning sync entra okta google directory groups users token',
      },
      {
        title: 'Single sign-on',
        answers: 'Who vouches for our people, and what if it fails?',
        to: (at) => at.singleSignOn(),
        icon: IconLockAccess,
        needs: 'identity.read',
        keywords: 'sso oidc saml identity provider domain enforce break-glass certificate',
      },
      {
        title: 'Sign-in security',
        answers: 'Must people have a second factor, and from where may they administer?',
        to: (at) => at.security(),
        icon: IconShieldCheck,
        needs: 'identity.read',
        keywords: 'mfa second factor passkey totp ip allowlist network address',
      },
    ],
  },
  {
    section: 'Settings',
    pages: [
      {
        title: 'Settings and permissions',
        answers: 'May members use Codex Local, and how do they sign in?',
        to: (at) => at.settings(),
        icon: IconSettings,
        needs: 'setting.read',
        keywords: 'toggle codex local device code',
        exact: true,
      },
      {
        title: 'Model gateway',
        answers: 'Where do model calls go?',
        to: (at) => at.gateway(),
        icon: IconServerBolt,
        needs: 'gateway.read',
        keywords: 'upstream provider openai key model',
      },
      {
        title: 'Access tokens',
        answers: 'With which tokens do scripts and CI run Codex, as whom, and which lie unused?',
        to: (at) => at.accessTokens(),
        icon: IconTicket,
        needs: 'access_token.manage',
        keywords: 'token ci automation stale expiry limit secret',
      },
      {
        title: 'Service accounts',
        answers: 'Which members are not people?',
        to: (at) => at.serviceAccounts(),
        icon: IconRobot,
        needs: 'service_account.manage',
        keywords: 'bot machine ci automation token',
      },
      {
        title: 'Admin keys',
        answers: 'Which programs may act here?',
        to: (at) => at.adminKeys(),
        icon: IconKey,
        needs: 'admin_key.manage',
        keywords: 'token secret api automation',
      },
      {
        title: 'Workspace',
        answers: 'What is this workspace, and what is its id?',
        to: (at) => at.workspace(),
        icon: IconBook2,
        needs: 'workspace.read',
        keywords: 'uuid id name denial text details',
      },
      {
        title: 'API reference',
        answers: 'How does a program do what this console does?',
        to: (at) => at.api(),
        icon: IconTerminal2,
        needs: 'member',
        keywords: 'openapi curl routes',
      },
    ],
  },
  {
    section: 'Me',
    pages: [
      {
        title: 'Connect Codex',
        answers: 'How do I start?',
        to: (at) => at.connect(),
        icon: IconPlugConnected,
        needs: 'member',
        keywords: 'login install config cli',
      },
      {
        title: 'My policy',
        answers: 'What applies to me?',
        to: (at) => at.myPolicy(),
        icon: IconUserShield,
        needs: 'member',
      },
      {
        title: 'My access',
        answers: 'What may I do here, and why?',
        to: (at) => at.myAccess(),
        icon: IconListCheck,
        needs: 'member',
        keywords: 'permission role right why not allowed',
      },
      {
        title: 'My access tokens',
        answers: 'Which scripts and CI jobs run Codex as me?',
        to: (at) => at.myTokens(),
        icon: IconTicket,
        needs: 'member',
        keywords: 'token ci automation secret CODEX_ACCESS_TOKEN',
      },
      {
        title: 'My devices',
        answers: 'Did my policy arrive on each of my machines?',
        to: (at) => at.myDevices(),
        icon: IconDevices,
        needs: 'member',
        keywords: 'served version client installation',
      },
      {
        title: 'My Codex clients',
        answers: 'Where is Codex signed in as me?',
        to: (at) => at.myClients(),
        icon: IconDeviceLaptop,
        needs: 'member',
        keywords: 'device devices sign out token',
      },
      {
        title: 'Sign-in and security',
        answers: 'How do I sign in, and where am I signed in?',
        to: () => paths.account(),
        icon: IconUser,
        needs: 'member',
        keywords: 'password session account name second factor passkey authenticator recovery codes',
      },
    ],
  },
]

/** The sections with those pages that a person with these permissions may open. */
export function pagesFor(can: (permission: Permission) => boolean) {
  return navigation
    .map(({ section, pages }) => ({ section, pages: pages.filter((page) => page.needs === 'member' || can(page.needs)) }))
    .filter(({ pages }) => pages.length > 0)
}

/** Whether the page is the one at this address: no other page begins nearer to it. */
export function isCurrent(page: NavigationPage, at: WorkspacePaths, pathname: string): boolean {
  const own = reach(page, at, pathname)
  return own > 0 && navigation.every((it) => it.pages.every((other) => other === page || reach(other, at, pathname) <= own))
}

/** How much of the address a page's own beginning covers; 0 when the address lies elsewhere. */
function reach(page: NavigationPage, at: WorkspacePaths, pathname: string): number {
  const own = page.to(at)
  const beginnings = [own, ...(page.also?.(at) ?? [])]
  const covers = (it: string) => pathname === it || (!(page.exact && it === own) && pathname.startsWith(`${it}/`))
  return Math.max(0, ...beginnings.filter(covers).map((it) => it.length))
}
