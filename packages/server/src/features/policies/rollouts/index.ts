export { rolloutReleasers } from './rollout-releasers.ts'
export { rollouts } from './rollouts.routes.ts'
export { startRollout } from './rollouts.ts'
export { watchRollouts } from './watch-rollouts.ts'
