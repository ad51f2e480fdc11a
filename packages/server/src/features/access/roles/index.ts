export { codexSetup } from './codex-setup.routes.ts'
export { roles } from './roles.routes.ts'
