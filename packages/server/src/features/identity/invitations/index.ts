export { join } from './accept-invitation.ts'
export { invitations } from './invitations.routes.ts'
export { inviteInto } from './invitations.ts'
