export { setup } from './setup.routes.ts'
export { makeSetupToken } from './setup.ts'
