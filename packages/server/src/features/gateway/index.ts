export { gateway } from './gateway.routes.ts'
export { type Gateway, type GatewayApp, openGateway } from './gateway.ts'
export { modelProxy } from './proxy/proxy.routes.ts'
export { offeredModels } from './upstreams/pick-upstream.ts'
