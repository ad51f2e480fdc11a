import type { BoundRoutes } from '../../../platform/http/index.ts'
import { accountRoutes } from './account.routes.ts'
import { speakBackend } from './backend-dialect.ts'
import { connectorRoutes } from './connectors.routes.ts'
import { type BackendApp, policyRoutes } from './policy.routes.ts'
import { quietRoutes } from './quiet.routes.ts'
import { whoamiRoute } from './whoami.routes.ts'

/** The client picks the first style when its base URL contains `/backend-api`, else one of the others. */
const prefixes = ['/backend-api/wham', '/api/codex', '/backend-api/api/codex']

/** The backend as Codex clients see it, without the model calls. */
export const backend: BoundRoutes<BackendApp> = (server, app) => {
  server.register(async (scope) => {
    speakBackend(scope)
    for (const prefix of prefixes) {
      policyRoutes(scope, app, prefix)
      accountRoutes(scope, app, prefix)
    }
    whoamiRoute(scope, app)
    connectorRoutes(scope)
    quietRoutes(scope)
  })
}
