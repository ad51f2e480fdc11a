export {
  findObstacle,
  isFromIdentityProvider,
  isListed,
  obstacleFor,
  type ProvenSession,
  readDoors,
  requireAllowedAddress,
} from './doors.ts'
export { openGate, sessionCookie, sessionLife } from './gate.ts'
export { rightsOf, rightsOfActor, rightsOfKey, rightsOfPeople, rightsWhenActive } from './rights.ts'
export { factorKindsOf, hasOwnCredentials, proofsOf, recentProofMs } from './step-up.ts'
