export { discardAbandoned, discardData } from './discard.ts'
export { EmbeddedPostgresError, type EmbeddedPostgresProblem } from './problem.ts'
export { runningPostgresUrl } from './running.ts'
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start.ts'
