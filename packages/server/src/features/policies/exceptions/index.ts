export { exceptionReleasers } from './exception-releasers.ts'
export { exceptions } from './exceptions.routes.ts'
export { endExceptionsOf } from './exceptions.ts'
