export { createWorkspace } from './create-workspace.ts'
export { workspaces } from './workspaces.routes.ts'
