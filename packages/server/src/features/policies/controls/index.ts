export { controls } from './controls.routes.ts'
export { readControls } from './controls.store.ts'
