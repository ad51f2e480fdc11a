export { setup } from './setup.routes.ts'
export { isSetUp, makeSetupToken } from './setup.ts'
