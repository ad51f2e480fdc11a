export { overview } from './overview.routes.ts'
