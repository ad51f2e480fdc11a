export { settings } from './settings.routes.ts'
