import { type AnyRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { workspacePaths } from './paths.ts'

/** The pages about where people come from and how they prove who they are, below a workspace. */
export function identityRoutes(workspace: AnyRoute) {
  const staticData = { needs: 'identity.read' } as const
  return [
    createRoute({
      getParentRoute: () => workspace,
      path: '/identity/directories',
      staticData,
      component: lazyRouteComponent(() => import('./features/identity/directories/directories-page.tsx'), 'DirectoriesPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/identity/directories/$directoryId',
      staticData,
      component: lazyRouteComponent(() => import('./features/identity/directories/directory-page.tsx'), 'DirectoryPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/identity/single-sign-on',
      staticData,
      component: lazyRouteComponent(
        () => import('./features/identity/single-sign-on/single-sign-on-page.tsx'),
        'SingleSignOnPage',
      ),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/identity/single-sign-on/new',
      staticData: { needs: 'identity.manage' },
      component: lazyRouteComponent(() => import('./features/identity/single-sign-on/new-provider-page.tsx'), 'NewProviderPage'),
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/identity/single-sign-on/$providerId',
      staticData,
      component: lazyRouteComponent(() => import('./features/identity/single-sign-on/provider-page.tsx'), 'ProviderPage'),
    }),
    // Where the server brings the browser after a test of a sign-in.
    createRoute({
      getParentRoute: () => workspace,
      path: '/settings/single-sign-on',
      beforeLoad: ({ params, search }) => {
        const { provider, attempt } = search as { provider?: string; attempt?: string } // plain words, see `parseSearch`
        const at = workspacePaths((params as { slug: string }).slug) // the parent's path names it
        throw provider
          ? redirect({ to: at.provider(provider), search: { attempt }, replace: true })
          : redirect({ to: at.singleSignOn(), replace: true })
      },
    }),
    createRoute({
      getParentRoute: () => workspace,
      path: '/identity/security',
      staticData,
      component: lazyRouteComponent(() => import('./features/identity/security/security-page.tsx'), 'SecurityPage'),
    }),
  ]
}
