export { requireGive, rightsNow } from './members.can.ts'
export { members } from './members.routes.ts'
export { changeMember } from './members.ts'
export { recoverOwner } from './recover-owner.ts'
