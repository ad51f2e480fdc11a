import type { Permission } from '@bailiwick/contracts'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { accessRoutes } from './access-routes.tsx'
import { ApiProblem } from './api/client.ts'
import { meQuery } from './api/queries/me.ts'
import { setupQuery } from './api/queries/setup.ts'
import { StepUpDialog } from './features/session/step-up-dialog.tsx'
import { identityRoutes } from './identity-routes.tsx'
import { paths, workspacePaths } from './paths.ts'
import { NotFoundPage } from './shell/dead-ends.tsx'
import { AccountLayout, BrokenPage, WorkspaceLayout } from './shell/layouts.tsx'
import { PlainPage } from './shell/plain-page.tsx'
import { homeOf, lastWorkspace } from './shell/workspace.tsx'

/*
 * The map of the console. Addresses are spelled in `paths.ts`; the sidebar and the palette in `shell/navigation.ts`.
 * `needs` is the permission without which a page says who can help instead of opening.
 */

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    needs?: Permission
  }
}

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: () => (
    <>
      <Outlet />
      <StepUpDialog />
    </>
  ),
  notFoundComponent: () => (
    <PlainPage>
      <NotFoundPage />
    </PlainPage>
  ),
  errorComponent: ({ error, reset }) => (
    <PlainPage>
      <BrokenPage error={error} reset={reset} />
    </PlainPage>
  ),
})

// Pages for people who are not signed in (or need not be).

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context: { queryClient } }) => {
    const me = await queryClient.ensureQueryData(meQuery).catch(async (error: unknown) => {
      if (!isSignedOut(error)) throw error
      const { needed } = await queryClient.ensureQueryData(setupQuery)
      throw redirect({ to: needed ? paths.setup() : paths.signIn() })
    })
    const workspace = lastWorkspace(me)
    throw redirect({ to: workspace ? homeOf(workspace) : paths.account() })
  },
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./features/session/sign-in-page.tsx'), 'SignInPage'),
})
const singleSignOn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/single-sign-on',
  component: lazyRouteComponent(() => import('./features/session/single-sign-on-page.tsx'), 'SingleSignOnPage'),
})
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./features/setup/setup-page.tsx'), 'SetupPage'),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./features/session/invitation-page.tsx'), 'InvitationPage'),
})
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./features/session/reset-password-page.tsx'), 'ResetPasswordPage'),
})

// Pages for a person who is signed in.

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context: { queryClient }, location }) => {
    await queryClient.ensureQueryData(meQuery).catch((error: unknown) => {
      if (!isSignedOut(error)) throw error
      throw redirect({ to: paths.signIn(), search: { next: location.pathname + location.searchStr } })
    })
  },
})
const account = createRoute({ getParentRoute: () => signedIn, id: 'account-layout', component: AccountLayout })
const accountPage = createRoute({
  getParentRoute: () => account,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/account-page.tsx'), 'AccountPage'),
})
const provedAgain = createRoute({
  getParentRoute: () => signedIn,
  path: '/proved-again',
  component: lazyRouteComponent(() => import('./features/session/proved-again-page.tsx'), 'ProvedAgainPage'),
})
const deviceApproval = createRoute({
  getParentRoute: () => signedIn,
  path: '/codex/device',
  component: lazyRouteComponent(() => import('./features/approvals/device-page.tsx'), 'DevicePage'),
})
const authorize = createRoute({
  getParentRoute: () => signedIn,
  path: '/codex/authorize',
  component: lazyRouteComponent(() => import('./features/approvals/authorize-page.tsx'), 'AuthorizePage'),
})

// Pages of one workspace.

const ObstaclePage = lazyRouteComponent(() => import('./features/session/obstacle-page.tsx'), 'ObstaclePage')
const workspace = createRoute({
  getParentRoute: () => signedIn,
  path: '/w/$slug',
  component: () => <WorkspaceLayout obstacle={ObstaclePage} />,
})
const overview = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  staticData: { needs: 'workspace.read' },
  component: lazyRouteComponent(() => import('./features/overview/overview-page.tsx'), 'OverviewPage'),
})
const members = createRoute({
  getParentRoute: () => workspace,
  path: '/people/members',
  staticData: { needs: 'member.read' },
  component: lazyRouteComponent(() => import('./features/members/members-page.tsx'), 'MembersPage'),
})
const member = createRoute({
  getParentRoute: () => workspace,
  path: '/people/members/$personId',
  staticData: { needs: 'member.read' },
  component: lazyRouteComponent(() => import('./features/members/member-page.tsx'), 'MemberPage'),
})
const groups = createRoute({
  getParentRoute: () => workspace,
  path: '/people/groups',
  staticData: { needs: 'group.read' },
  component: lazyRouteComponent(() => import('./features/groups/groups-page.tsx'), 'GroupsPage'),
})
const group = createRoute({
  getParentRoute: () => workspace,
  path: '/people/groups/$groupId',
  staticData: { needs: 'group.read' },
  component: lazyRouteComponent(() => import('./features/groups/group-page.tsx'), 'GroupPage'),
})
const policies = createRoute({
  getParentRoute: () => workspace,
  path: '/policies',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/policies/policies-page.tsx'), 'PoliciesPage'),
})
const policyRules = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/rules',
  beforeLoad: ({ params }) => {
    throw redirect({ to: workspacePaths(params.slug).policyRules(), replace: true })
  },
})
const newPolicy = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/new',
  staticData: { needs: 'policy.manage' },
  component: lazyRouteComponent(() => import('./features/policies/new-policy-page.tsx'), 'NewPolicyPage'),
})
const policy = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/$policyId',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/policies/policy-page.tsx'), 'PolicyPage'),
})
const drafts = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/drafts',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/policies/drafts/drafts-page.tsx'), 'DraftsPage'),
})
const draft = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/drafts/$draftId',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/policies/drafts/draft-page.tsx'), 'DraftPage'),
})
const rollouts = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/rollouts',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/rollouts/rollouts-page.tsx'), 'RolloutsPage'),
})
const rollout = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/rollouts/$rolloutId',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/rollouts/rollout-page.tsx'), 'RolloutPage'),
})
const heldChanges = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/held-changes',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/held-changes/held-changes-page.tsx'), 'HeldChangesPage'),
})
const evaluations = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/observing',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/evaluations/evaluations-page.tsx'), 'EvaluationsPage'),
})
const evaluation = createRoute({
  getParentRoute: () => workspace,
  path: '/policies/observing/$evaluationId',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/evaluations/evaluation-page.tsx'), 'EvaluationPage'),
})
const enrolments = createRoute({
  getParentRoute: () => workspace,
  path: '/enrolments',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/enrolments/enrolments-page.tsx'), 'EnrolmentsPage'),
})
const devices = createRoute({
  getParentRoute: () => workspace,
  path: '/devices',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/devices/devices-page.tsx'), 'DevicesPage'),
})
const device = createRoute({
  getParentRoute: () => devices,
  path: '/$deviceId',
  component: lazyRouteComponent(() => import('./features/devices/device-drawer.tsx'), 'DeviceDrawer'),
})
const exceptions = createRoute({
  getParentRoute: () => workspace,
  path: '/exceptions',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/exceptions/exceptions-page.tsx'), 'ExceptionsPage'),
})
const myDevices = createRoute({
  getParentRoute: () => workspace,
  path: '/me/devices',
  component: lazyRouteComponent(() => import('./features/devices/my-devices-page.tsx'), 'MyDevicesPage'),
})
const lookup = createRoute({
  getParentRoute: () => workspace,
  path: '/lookup',
  staticData: { needs: 'policy.read' },
  component: lazyRouteComponent(() => import('./features/lookup/lookup-page.tsx'), 'LookupPage'),
})
const turns = createRoute({
  getParentRoute: () => workspace,
  path: '/insights/turns',
  staticData: { needs: 'analytics.read' },
  component: lazyRouteComponent(() => import('./features/turns/turns-page.tsx'), 'TurnsPage'),
})
const audit = createRoute({
  getParentRoute: () => workspace,
  path: '/evidence/audit',
  staticData: { needs: 'audit.read' },
  component: lazyRouteComponent(() => import('./features/audit/audit-page.tsx'), 'AuditPage'),
})
const fact = createRoute({
  getParentRoute: () => audit,
  path: '/$factId',
  component: lazyRouteComponent(() => import('./features/audit/fact-drawer.tsx'), 'FactDrawer'),
})
const gateway = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/gateway',
  staticData: { needs: 'gateway.read' },
  component: lazyRouteComponent(() => import('./features/gateway/gateway-page.tsx'), 'GatewayPage'),
})
const workspaceDetails = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/workspace',
  staticData: { needs: 'workspace.read' },
  component: lazyRouteComponent(() => import('./features/workspace/workspace-page.tsx'), 'WorkspacePage'),
})
const connect = createRoute({
  getParentRoute: () => workspace,
  path: '/connect',
  component: lazyRouteComponent(() => import('./features/connect/connect-page.tsx'), 'ConnectPage'),
})
const myPolicy = createRoute({
  getParentRoute: () => workspace,
  path: '/me/policy',
  component: lazyRouteComponent(() => import('./features/lookup/my-policy-page.tsx'), 'MyPolicyPage'),
})
const myClients = createRoute({
  getParentRoute: () => workspace,
  path: '/me/clients',
  component: lazyRouteComponent(() => import('./features/connect/my-clients-page.tsx'), 'MyClientsPage'),
})
const apiReference = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/api',
  component: lazyRouteComponent(() => import('./features/api-reference/api-reference-page.tsx'), 'ApiReferencePage'),
})

const tree = root.addChildren([
  home,
  signIn,
  singleSignOn,
  setup,
  invitation,
  resetPassword,
  signedIn.addChildren([
    account.addChildren([accountPage]),
    provedAgain,
    deviceApproval,
    authorize,
    workspace.addChildren([
      overview,
      members,
      member,
      groups,
      group,
      policies,
      policyRules,
      newPolicy,
      policy,
      drafts,
      draft,
      rollouts,
      rollout,
      heldChanges,
      evaluations,
      evaluation,
      enrolments,
      devices.addChildren([device]),
      exceptions,
      myDevices,
      lookup,
      turns,
      audit.addChildren([fact]),
      ...accessRoutes(workspace),
      ...identityRoutes(workspace),
      gateway,
      workspaceDetails,
      apiReference,
      connect,
      myPolicy,
      myClients,
    ]),
  ]),
])

export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => <BrokenPage error={error} reset={reset} />,
    defaultNotFoundComponent: () => <NotFoundPage />,
    // Filters are plain words in the address, not JSON.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const kept = Object.entries(search).filter(([, value]) => typeof value === 'string' && value !== '')
      const text = new URLSearchParams(kept as [string, string][]).toString() // the line above kept strings only
      return text ? `?${text}` : ''
    },
  })
}

function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401
}
