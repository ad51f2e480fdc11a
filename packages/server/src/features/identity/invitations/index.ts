export { join } from './accept-invitation.ts'
export { invitations } from './invitations.routes.ts'
export { type Invited, inviteInto } from './invitations.ts'
