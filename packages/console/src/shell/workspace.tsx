import type { Me, MyWorkspace, Permission } from '@bailiwick/contracts'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type WorkspacePaths, workspacePaths } from '../paths.ts'

/** The workspace that the page is about, as the person who is signed in holds it. */
export interface CurrentWorkspace extends MyWorkspace {
  me: Me
  at: WorkspacePaths
  can: (permission: Permission) => boolean
}

const Current = createContext<CurrentWorkspace | null>(null)

export function WorkspaceProvider({ me, workspace, children }: { me: Me; workspace: MyWorkspace; children: ReactNode }) {
  const value = useMemo(
    () => ({
      ...workspace,
      me,
      at: workspacePaths(workspace.slug),
      can: (permission: Permission) => workspace.permissions.includes(permission),
    }),
    [me, workspace],
  )
  return <Current value={value}>{children}</Current>
}

/** The current workspace; only below `/w/<slug>` and in the shell. */
export function useWorkspace(): CurrentWorkspace {
  const current = useContext(Current)
  if (!current) throw new Error('This part of the console stands outside a workspace')
  return current
}

const key = 'bailiwick-workspace'

/** The workspace opened last, so that `/` and `/account` return to it. */
export function rememberWorkspace(slug: string) {
  try {
    localStorage.setItem(key, slug)
  } catch {
    // Storage is off: the first workspace is opened instead.
  }
}

/** The workspace to return to: the one opened last, if this sign-in opens it, else one that it opens, else any. */
export function lastWorkspace(me: Me): MyWorkspace | undefined {
  let slug: string | null = null
  try {
    slug = localStorage.getItem(key)
  } catch {
    // as above
  }
  const open = me.workspaces.filter((it) => it.obstacle === null)
  const find = (among: MyWorkspace[]) => among.find((it) => it.slug === slug) ?? among[0]
  return find(open) ?? find(me.workspaces)
}

/** Where somebody lands: the first page that their role opens. */
export function homeOf(workspace: MyWorkspace): string {
  const at = workspacePaths(workspace.slug)
  if (workspace.permissions.includes('workspace.read')) return at.overview()
  if (workspace.permissions.includes('policy.read')) return at.policyRules()
  if (workspace.permissions.includes('analytics.read')) return at.turns()
  return at.connect()
}
