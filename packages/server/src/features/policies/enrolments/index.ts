export { enrolments } from './enrolments.routes.ts'
export { type Enrolments, openEnrolments } from './enrolments-standing.ts'
