export { groups } from './groups.routes.ts'
export { createGroup } from './groups.ts'
