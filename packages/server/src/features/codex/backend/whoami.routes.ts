import type { FastifyInstance } from 'fastify'
import type { MemberStanding } from '../../standing/index.ts'
import type { IssuerApp } from '../issuer/index.ts'
import { BackendError, requireClient, sendBytes } from './backend-dialect.ts'

/** Answers by member; standing replaces the object when something of the member changes. */
const prepared = new WeakMap<MemberStanding, Buffer>()

/**
 * Whose an access token is (client 0.169.0 §3.6). The client asks about four times per start and remembers nothing, so the answer is
 * prepared like the policy. Whoever is known but may not use Codex is told who they are: after a refusal here the client would run on
 * without any policy.
 */
export function whoamiRoute(scope: FastifyInstance, app: IssuerApp): void {
  scope.get('/api/accounts/v1/user-auth-credential/whoami', async (request, reply) => {
    const { member, grant } = await requireClient(app, request)
    // What a signed-in client carries is renewed every hour; taken for a credential that stays, it would break later, without a reason.
    if (grant.surface !== 'access_token') throw new BackendError(401, 'token_unknown', 'This is no access token.')
    return sendBytes(reply, whoami(member))
  })
}

function whoami(member: MemberStanding): Buffer {
  const known = prepared.get(member)
  if (known) return known
  const answer = {
    email: member.email,
    chatgpt_user_id: member.personId,
    chatgpt_account_id: member.workspaceId,
    chatgpt_plan_type: 'enterprise',
    chatgpt_account_is_fedramp: false,
  }
  const bytes = Buffer.from(JSON.stringify(answer))
  prepared.set(member, bytes)
  return bytes
}
