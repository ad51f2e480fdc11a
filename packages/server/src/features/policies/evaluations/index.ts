export { evaluations } from './evaluations.routes.ts'
export { type Observers, openObservers } from './observers.ts'
