export { establishWorkspace } from './establish-workspace.ts'
export { workspaces } from './workspaces.routes.ts'
export { findWorkspaceBySlug, lockWorkspace, putOwner } from './workspaces.store.ts'
