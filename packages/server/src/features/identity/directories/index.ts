export { directories } from './directories.routes.ts'
export { type Effects, openSyncHistory, type SyncHistory } from './history.ts'
