export { groupReleasers } from './group-releasers.ts'
export { groups } from './groups.routes.ts'
export { createGroup } from './groups.ts'
