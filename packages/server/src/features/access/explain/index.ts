export { access } from './explain.routes.ts'
