export { exceptions } from './exceptions.routes.ts'
