export { groups } from './groups.routes.ts'
export { addMembers } from './groups.ts'
