export { lookup } from './lookup.routes.ts'
