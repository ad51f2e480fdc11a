import type { BoundRoutes } from '../../../platform/http/index.ts'
import type { IssuerApp } from './access-tokens.ts'
import { authorizeRoutes } from './authorize.routes.ts'
import { deviceCodeRoutes } from './device-codes.routes.ts'
import { discoveryRoutes } from './discovery.routes.ts'
import { writeGrantUses } from './grant-uses.ts'
import { sendOAuthError, speakOAuth } from './oauth-dialect.ts'
import { tokenRoutes } from './token.routes.ts'

/** The issuer as clients see it: their device flow, the browser flow, tokens, discovery. */
export const issuer: BoundRoutes<IssuerApp> = (server, app) => {
  server.register(async (scope) => {
    speakOAuth(scope)
    deviceCodeRoutes(scope, app)
    authorizeRoutes(scope, app)
    tokenRoutes(scope, app)
    discoveryRoutes(scope, app)
    for (const url of ['/oauth/*', '/api/accounts/*']) {
      scope.all(url, async (_request, reply) =>
        sendOAuthError(reply, 404, 'invalid_request', 'There is nothing at this address.'),
      )
    }
  })
  const writing = setInterval(write, 10_000).unref()
  server.addHook('onClose', async () => {
    clearInterval(writing)
    await write()
  })

  function write(): Promise<void> {
    return writeGrantUses(app).catch((error: unknown) =>
      app.log.warn({ err: error }, 'the use of sign-ins could not be noted; trying again in some seconds'),
    )
  }
}
