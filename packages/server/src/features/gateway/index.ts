export { gateway } from './gateway.routes.ts'
export { type Gateway, openGateway } from './gateway.ts'
export { modelProxy } from './proxy/proxy.routes.ts'
