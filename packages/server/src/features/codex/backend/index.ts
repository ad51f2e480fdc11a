export { backend } from './backend.routes.ts'
