import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { databaseFailure } from '../../../platform/db/db.ts'
import { originOf } from '../../../platform/http/index.ts'
import type { IssuerApp } from './access-tokens.ts'
import { isKnownClient } from './client-ids.ts'
import { pollDeviceCode, requestDeviceCode } from './device-codes.ts'
import { OAuthError, Parameter, readBody, sendJson } from './oauth-dialect.ts'

/** Seconds between two polls. A string, because client 0.169.0 fails on a number. */
const interval = '2'

const UserCodeRequest = z.object({ client_id: Parameter })
const TokenPoll = z.object({ device_auth_id: Parameter, user_code: Parameter })

/** The client's own device flow (0.169.0): not RFC 8628, though it feels like it. */
export function deviceCodeRoutes(scope: FastifyInstance, app: IssuerApp): void {
  // A whole office may share one address; a search for waiting codes needs far more than this.
  const rateLimit = { max: 60, timeWindow: 60_000 }
  scope.post('/api/accounts/deviceauth/usercode', { config: { rateLimit } }, async (request, reply) => {
    const { client_id } = readBody(UserCodeRequest, request)
    if (!isKnownClient(client_id)) throw new OAuthError(401, 'invalid_client', 'There is no client with this client_id.')
    const { address, userAgent } = originOf(request)
    const { deviceAuthId, userCode } = await requestDeviceCode(app, {
      clientId: client_id,
      address: address ?? '',
      userAgent: userAgent ?? '',
    })
    return sendJson(reply, 200, { device_auth_id: deviceAuthId, user_code: userCode, interval })
  })

  // Never rate-limited, never an error: anything but 403 and 404 ends the login at once, also while the database is gone.
  scope.post('/api/accounts/deviceauth/token', async (request, reply) => {
    const asked = readBody(TokenPoll, request)
    const answer = await pollDeviceCode(app, { deviceAuthId: asked.device_auth_id, userCode: asked.user_code }).catch(
      (error: unknown) => {
        if (databaseFailure(error)) return undefined
        throw error
      },
    )
    if (!answer) {
      return sendJson(reply, 403, {
        error: { code: 'authorization_pending', message: 'Nobody has approved this code yet, or it is not known.' },
      })
    }
    return sendJson(reply, 200, {
      authorization_code: answer.authorizationCode,
      code_challenge: answer.codeChallenge,
      code_verifier: answer.codeVerifier,
    })
  })
}
