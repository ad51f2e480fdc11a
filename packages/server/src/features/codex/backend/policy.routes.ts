import type { FastifyInstance } from 'fastify'
import { bundleFor } from '../../policies/delivery/index.ts'
import type { IssuerApp } from '../issuer/index.ts'
import { requireClient, sendBytes } from './backend-dialect.ts'

/**
 * The policy of a client's member. The hot path: every start of a client asks, and a client without an answer does not start. So it is
 * memory only, prepared bytes, and the last good state when the database is gone.
 */
export function policyRoutes(scope: FastifyInstance, app: IssuerApp, prefix: string): void {
  scope.get(`${prefix}/config/bundle`, async (request, reply) => {
    const { workspace, member } = await requireClient(app, request)
    return sendBytes(reply, bundleFor(app, workspace, member).bytes)
  })

  // Clients before 0.137.0 know one merged document instead of the bundle.
  scope.get(`${prefix}/config/requirements`, async (request, reply) => {
    const { workspace, member } = await requireClient(app, request)
    return sendBytes(reply, bundleFor(app, workspace, member).requirementsBytes)
  })
}
