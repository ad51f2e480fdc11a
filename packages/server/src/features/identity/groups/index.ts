export { groups } from './groups.routes.ts'
export { addMembers, createGroup } from './groups.ts'
