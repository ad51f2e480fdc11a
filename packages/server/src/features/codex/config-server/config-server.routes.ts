import type { FastifyRequest } from 'fastify'
import type { BoundRoutes } from '../../../platform/http/index.ts'
import { bundleFor } from '../../policies/delivery/index.ts'
import { type Devices, noteServed, noteServedUnnamed } from '../../policies/devices/index.ts'
import type { Enrolments } from '../../policies/enrolments/index.ts'
import { BackendError, sendBytes, speakBackend } from '../backend/index.ts'
import { authenticateClient, type IssuerApp, presentedBy } from '../issuer/index.ts'

type App = IssuerApp & { enrolments: Enrolments; devices: Devices }

/** What is known may be this old before the database is asked once more; when it does not answer, the last good state decides. */
const freshEnoughMs = 5_000

/**
 * The config server of client 0.169.0 (§6), named by `[config_server]` in a device's own requirements: with OAuth below `/cfg`, and
 * without identity below `/cfg/<enrolment>`. Memory only and prepared bytes, like the backend's bundle: without an answer a client does
 * not start.
 */
export const configServer: BoundRoutes<App> = (server, app) => {
  server.register(async (scope) => {
    speakBackend(scope)

    scope.get('/cfg/codex/config/bundle', async (request, reply) => {
      const caller = await requirePerson(app, request)
      const delivery = bundleFor(app, caller.workspace, caller.member, 'oauth')
      noteServed(app, caller, request.headers['user-agent'], delivery, true)
      return sendBytes(reply, delivery.bytes)
    })

    scope.get<{ Params: { enrolment: string } }>('/cfg/:enrolment/codex/config/bundle', async (request, reply) => {
      const { workspace, somebody } = await requireEnrolment(app, request.params.enrolment)
      const delivery = bundleFor(app, workspace, somebody)
      noteServedUnnamed(app, { workspace, enrolmentId: somebody.personId }, request.headers['user-agent'], delivery)
      return sendBytes(reply, delivery.bytes)
    })
  })
}

/** The person behind a config server's token. 401 makes the client refresh once, then ask for another sign-in. */
async function requirePerson(app: App, request: FastifyRequest) {
  await app.feed.freshen(freshEnoughMs)
  const caller = await authenticateClient(app, presentedBy(request), 'cfg')
  if (caller === 'expired') throw new BackendError(401, 'token_expired', 'The access token has expired.')
  if (!caller) throw new BackendError(401, 'unauthorized', 'This sign-in is not known or has ended. Sign in again.')
  return caller
}

/** The group that an address stands for. 403 and not 401: there is nothing to sign in with. */
async function requireEnrolment(app: App, token: string) {
  await app.feed.freshen(freshEnoughMs)
  const enrolment = app.enrolments.find(token) ?? (await madeElsewhere(app, token))
  const workspace = enrolment && app.standing.workspace(enrolment.workspaceId)
  if (!workspace) throw new BackendError(403, 'enrolment_unknown', 'This enrolment address is not known or was revoked.')
  app.enrolments.used(enrolment.id, app.clock.now())
  return { workspace, somebody: enrolment.somebody }
}

/** Another replica may have made it a moment ago; the database is asked at most once a second. */
async function madeElsewhere(app: App, token: string) {
  await app.feed.freshen(0)
  return app.enrolments.find(token)
}
