import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'

/** The pages about who may do what and with which credentials, below a workspace. */
export function accessRoutes(workspace: AnyRoute) {
  return [
    createRoute({
      getParentRoute: () => workspace,
      path: '/people/roles',
      staticData: { needs: 'role.read' },
      component: lazyRouteComponent(() => import('./features/roles/roles-page.tsx'), 'RolesPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/people/roles/new',
      staticData: { needs: 'role.manage' },
      component: lazyRouteComponent(() => import('./features/roles/new-role-page.tsx'), 'NewRolePage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/people/roles/set-up',
      staticData: { needs: 'role.read' },
      component: lazyRouteComponent(() => import('./features/roles/codex-setup-page.tsx'), 'CodexSetupPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/people/roles/$roleId',
      staticData: { needs: 'role.read' },
      component: lazyRouteComponent(() => import('./features/roles/role-page.tsx'), 'RolePage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/people/who-can',
      staticData: { needs: 'role.read' },
      component: lazyRouteComponent(() => import('./features/access/who-can-page.tsx'), 'WhoCanPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/settings',
      staticData: { needs: 'setting.read' },
      component: lazyRouteComponent(() => import('./features/settings/settings-page.tsx'), 'SettingsPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/settings/access-tokens',
      staticData: { needs: 'access_token.manage' },
      component: lazyRouteComponent(() => import('./features/access-tokens/access-tokens-page.tsx'), 'AccessTokensPage'),
    }),
    // Without `needs`: whoever has a share sees what is shared.
    createRoute({
      getParentRoute: () => workspace,
      path: '/settings/service-accounts',
      component: lazyRouteComponent(() => import('./features/service-accounts/service-accounts-page.tsx'), 'ServiceAccountsPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/settings/service-accounts/$serviceAccountId',
      component: lazyRouteComponent(() => import('./features/service-accounts/service-account-page.tsx'), 'ServiceAccountPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/settings/admin-keys',
      staticData: { needs: 'admin_key.manage' },
      component: lazyRouteComponent(() => import('./features/admin-keys/admin-keys-page.tsx'), 'AdminKeysPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/me/access',
      component: lazyRouteComponent(() => import('./features/access/my-access-page.tsx'), 'MyAccessPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/me/tokens',
      component: lazyRouteComponent(() => import('./features/access-tokens/my-tokens-page.tsx'), 'MyTokensPage'),
    }),
  ]
}
