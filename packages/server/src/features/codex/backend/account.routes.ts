import type { FastifyInstance } from 'fastify'
import type { WorkspaceStanding } from '../../standing/index.ts'
import type { IssuerApp } from '../issuer/index.ts'
import { requireClient, sendBytes } from './backend-dialect.ts'

/** Answers by workspace; standing replaces the object when the name changes. */
const prepared = new WeakMap<WorkspaceStanding, Buffer>()

/** Who the client is signed in as, and what it may spend. */
export function accountRoutes(scope: FastifyInstance, app: IssuerApp, prefix: string): void {
  scope.get(`${prefix}/accounts/check`, async (request, reply) => {
    const { workspace } = await requireClient(app, request)
    return sendBytes(reply, accountsCheck(workspace))
  })

  scope.get(`${prefix}/usage`, async (request, reply) => {
    await requireClient(app, request)
    return sendBytes(reply, unlimited)
  })

  scope.get(`${prefix}/rate-limit-reset-credits`, async (request, reply) => {
    await requireClient(app, request)
    return sendBytes(reply, '{"credits":[],"available_count":0}')
  })
}

/**
 * One account, whose traffic goes to the origin that the client was pointed at (client 0.169.0: exactly one entry with the token's
 * account id, and both constraints, or the built-in provider and `account/read` fail).
 */
function accountsCheck(workspace: WorkspaceStanding): Buffer {
  const known = prepared.get(workspace)
  if (known) return known
  const account = {
    id: workspace.id,
    name: workspace.name,
    plan_type: 'enterprise',
    structure: 'workspace',
    profile_picture_url: null,
    workspace_backend_origin: 'NO_CONSTRAINT',
    account_routing_override: 'NO_CONSTRAINT',
  }
  const answer = { accounts: [account], account_ordering: [workspace.id], default_account_id: workspace.id }
  const bytes = Buffer.from(JSON.stringify(answer))
  prepared.set(workspace, bytes)
  return bytes
}

/** Nothing is metered against a plan here: the client shows no limit. */
const unlimited = JSON.stringify({
  plan_type: 'enterprise',
  rate_limit: { allowed: true, limit_reached: false, primary_window: null, secondary_window: null },
  credits: { has_credits: true, unlimited: true, balance: null },
})
