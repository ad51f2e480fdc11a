export { establishWorkspace } from './establish-workspace.ts'
export {
  findWorkspaceBySlug,
  getWorkspace,
  lockWorkspace,
  putOwner,
  updateWorkspace,
  type WorkspaceRow,
} from './founding.store.ts'
