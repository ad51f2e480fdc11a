import { anything, list, looseTable, map, text } from './shape.ts'

const profile = looseTable({
  description: text,
  extends: text,
  workspace_roots: map(anything),
  filesystem: map(anything),
  network: anything,
})

/** `permissions.filesystem` holds the deny list; every other name is a managed profile. */
export const permissionFilesystemShape = looseTable({ deny_read: list(text) })
export const permissionProfileShape = profile
export const permissionsShape = map(anything)
