export { draftReleasers } from './draft-releasers.ts'
export { drafts } from './drafts.routes.ts'
export { runScheduledPublishing } from './scheduled.ts'
