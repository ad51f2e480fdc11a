export { memberSignIns } from './member-sign-ins.routes.ts'
export { resetFactorsOnHost } from './member-sign-ins.ts'
export { security } from './security.routes.ts'
export { clearAllowlist } from './security.ts'
