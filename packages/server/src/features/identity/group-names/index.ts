export { findGroupNames, type GroupNames, groupNamed } from './group-names.ts'
