export { exceptions } from './exceptions.routes.ts'
export { endExceptionsOf } from './exceptions.ts'
