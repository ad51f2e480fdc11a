import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'

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
      path: '/identity/security',
      staticData,
      component: lazyRouteComponent(() => import('./features/identity/security/security-page.tsx'), 'SecurityPage'),
    }),
  ]
}
