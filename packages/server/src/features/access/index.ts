export { openGate, sessionCookie, sessionLife } from './gate.ts'
