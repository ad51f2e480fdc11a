export { library } from './library.routes.ts'
