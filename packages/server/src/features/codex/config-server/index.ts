export { configServer } from './config-server.routes.ts'
