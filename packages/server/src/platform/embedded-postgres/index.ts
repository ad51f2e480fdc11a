export { discardAbandoned, discardData } from './discard.ts'
export { EmbeddedPostgresError } from './problem.ts'
export { hasDatabase, runningPostgresUrl } from './running.ts'
export { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts'
