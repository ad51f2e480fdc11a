import type { Me, MyWorkspace } from '@bailiwick/contracts'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useMatches } from '@tanstack/react-router'
import { type ComponentType, useEffect } from 'react'
import { meQuery } from '../api/queries/me.ts'
import { TitleSuffix } from '../ui/document-title.tsx'
import { ErrorState } from '../ui/error-state.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { useParam } from '../ui/use-param.ts'
import { ConsoleShell } from './app-shell.tsx'
import { DeniedPage, NotFoundPage } from './dead-ends.tsx'
import { PlainPage } from './plain-page.tsx'
import { lastWorkspace, rememberWorkspace, useWorkspace, WorkspaceProvider } from './workspace.tsx'

/**
 * Everything below `/w/<slug>`: finds the workspace, draws the shell and holds back pages that need a missing right. While this sign-in
 * lacks something to come in, `obstacle` stands in place of it all, in the frame of pages outside a workspace.
 */
export function WorkspaceLayout({ obstacle: Obstacle }: { obstacle: ComponentType<{ me: Me; workspace: MyWorkspace }> }) {
  const slug = useParam('slug')
  const { data: me } = useSuspenseQuery(meQuery)
  const workspace = me.workspaces.find((it) => it.slug === slug)
  useEffect(() => {
    if (workspace && !workspace.obstacle) rememberWorkspace(workspace.slug)
  }, [workspace])
  if (!workspace) {
    return (
      <PlainPage>
        <NotFoundPage />
      </PlainPage>
    )
  }
  if (workspace.obstacle) {
    return (
      <PlainPage wide>
        <Obstacle me={me} workspace={workspace} />
      </PlainPage>
    )
  }
  return (
    <TitleSuffix value={`${workspace.name} · Bailiwick`}>
      <WorkspaceProvider key={workspace.id} me={me} workspace={workspace}>
        <ConsoleShell>
          <Permitted />
        </ConsoleShell>
      </WorkspaceProvider>
    </TitleSuffix>
  )
}

/** A page about the person, drawn in the shell of the workspace opened last. */
export function AccountLayout() {
  const { data: me } = useSuspenseQuery(meQuery)
  const workspace = lastWorkspace(me)
  if (!workspace || workspace.obstacle) {
    return (
      <PlainPage wide>
        <Outlet />
      </PlainPage>
    )
  }
  return (
    <WorkspaceProvider me={me} workspace={workspace}>
      <ConsoleShell>
        <Outlet />
      </ConsoleShell>
    </WorkspaceProvider>
  )
}

function Permitted() {
  const { can } = useWorkspace()
  const needs = useMatches({ select: (matches) => matches.findLast((it) => it.staticData.needs)?.staticData.needs })
  return needs && !can(needs) ? <DeniedPage needs={needs} /> : <Outlet />
}

/** A page that failed while it was drawn or fetched. */
export function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <>
      <PageHeader title="This page could not be shown" />
      <ErrorState error={error} retry={reset} />
    </>
  )
}
