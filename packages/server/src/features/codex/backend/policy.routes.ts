import type { FastifyInstance, FastifyRequest } from 'fastify'
import { bundleFor } from '../../policies/delivery/index.ts'
import { type Devices, noteServed } from '../../policies/devices/index.ts'
import type { ClientCaller, IssuerApp } from '../issuer/index.ts'
import { requireClient, sendBytes } from './backend-dialect.ts'

export type BackendApp = IssuerApp & { devices: Devices }

/**
 * The policy of a client's member. The hot path: every start of a client asks, and a client without an answer does not start. So it is
 * memory only, prepared bytes, and the last good state when the database is gone.
 */
export function policyRoutes(scope: FastifyInstance, app: BackendApp, prefix: string): void {
  const serve = (caller: ClientCaller, request: FastifyRequest) => {
    const delivery = bundleFor(app, caller.workspace, caller.member)
    noteServed(app, caller, request.headers['user-agent'], delivery)
    return delivery
  }

  scope.get(`${prefix}/config/bundle`, async (request, reply) =>
    sendBytes(reply, serve(await requireClient(app, request), request).bytes),
  )

  // Clients before 0.137.0 know one merged document instead of the bundle.
  scope.get(`${prefix}/config/requirements`, async (request, reply) =>
    sendBytes(reply, serve(await requireClient(app, request), request).requirementsBytes),
  )
}
