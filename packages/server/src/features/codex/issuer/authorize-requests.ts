import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { PersonCaller } from '../../../platform/actor.ts'
import { hashToken } from '../../../platform/crypto/tokens.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { IssuerApp } from './access-tokens.ts'
import { insertAuthorizationCode } from './authorization-codes.store.ts'
import { authorizationCodeOf } from './codes.ts'
import { actorIn, decideIn, listChoices } from './workspace-choice.ts'

/** How long a person may look at the consent page. */
const requestLifeMs = 10 * 60_000
/** The browser carries the code to the client at once. */
const authorizationCodeLifeMs = 60_000

/** What a client asked for at `/oauth/authorize`, checked, on its way through the person's browser. */
const AuthorizeRequest = z.object({
  purpose: z.literal('authorize'),
  id: z.string(),
  expiresAt: z.number(),
  clientId: z.string(),
  redirectUri: z.string(),
  codeChallenge: z.string(),
  state: z.string(),
  originator: z.string(),
  /** Only these workspaces may be chosen; null when the client does not mind. */
  allowedWorkspaceIds: z.array(z.string()).nullable(),
})
export type AuthorizeRequest = z.infer<typeof AuthorizeRequest>

type Asked = Omit<AuthorizeRequest, 'purpose' | 'id' | 'expiresAt'>

/** Seals a request for the consent page's address: nobody can make or change one, and it says nothing to who finds it. */
export function sealRequest(app: Pick<IssuerApp, 'sealing' | 'clock'>, asked: Asked): string {
  const request: AuthorizeRequest = {
    ...asked,
    purpose: 'authorize',
    id: randomUUID(),
    expiresAt: app.clock.now().getTime() + requestLifeMs,
  }
  return app.sealing.seal(JSON.stringify(request)).toString('base64url')
}

/** Opens a request. Fails: authorize.not_valid (made by somebody else, damaged, expired). */
export function openRequest(app: Pick<IssuerApp, 'sealing' | 'clock'>, sealed: string): AuthorizeRequest {
  const request = AuthorizeRequest.safeParse(tryOpen(app, sealed)).data
  if (!request || request.expiresAt <= app.clock.now().getTime()) throw new Failure('authorize.not_valid')
  return request
}

function tryOpen(app: Pick<IssuerApp, 'sealing'>, sealed: string): unknown {
  try {
    return JSON.parse(app.sealing.open(Buffer.from(sealed, 'base64url')))
  } catch {
    return undefined // not sealed here
  }
}

/** Where the person may sign this client in. */
export async function listAuthorizeChoices(app: IssuerApp, request: AuthorizeRequest, caller: PersonCaller) {
  const choices = await listChoices(app, caller, 'codex_local')
  const allowed = request.allowedWorkspaceIds
  return allowed ? choices.filter((it) => allowed.includes(it.id)) : choices
}

/**
 * Allows or refuses a browser sign-in; returns where the browser goes next (RFC 6749 §4.1.2). A missing right and a refusal reach the
 * client as `access_denied` with the workspace's text. A request is decided once. Fails: authorize.not_valid, workspace.not_found.
 */
export async function decideAuthorize(
  app: IssuerApp,
  caller: PersonCaller,
  request: AuthorizeRequest,
  asked: { workspaceId: string; decision: 'approve' | 'refuse' },
): Promise<string> {
  if (request.allowedWorkspaceIds && !request.allowedWorkspaceIds.includes(asked.workspaceId)) {
    throw new Failure('workspace.not_found', { detail: 'The client accepts a sign-in to other workspaces only.' })
  }
  const { workspace, decision } = await decideIn(app, asked.workspaceId, caller, 'codex_local')
  const refused = asked.decision === 'refuse' || !decision.allowed
  const code = authorizationCodeOf(app.sealing, 'browser', request.id)
  await app.db.transaction().execute(async (tx) => {
    // The code is the mark that the request was decided; one that carries a refusal is handed to nobody.
    const written = await insertAuthorizationCode(tx, {
      codeHash: hashToken(code),
      clientId: request.clientId,
      redirectUri: request.redirectUri,
      codeChallenge: request.codeChallenge,
      surface: 'browser',
      address: caller.address ?? '',
      userAgent: caller.userAgent ?? '',
      expiresAt: new Date(app.clock.now().getTime() + authorizationCodeLifeMs),
      who: refused ? null : { workspaceId: workspace.id, personId: caller.personId },
      denial: refused ? workspace.denialText : null,
    })
    if (!written) throw new Failure('authorize.not_valid', { detail: 'It was decided before.' })
    if (!refused) return // the sign-in is a fact when the client fetches its tokens
    await record(tx, app.clock, actorIn(caller, workspace.id), {
      kind: 'client.sign_in_refused',
      subject: { type: 'person', id: caller.personId, name: caller.name },
      detail: { surface: 'browser', because: asked.decision === 'refuse' ? 'The person refused.' : decision.because },
    })
  })
  if (refused) return redirectTo(request, { error: 'access_denied', error_description: workspace.denialText })
  return redirectTo(request, { code })
}

/** The client's own address with the answer and its state. */
export function redirectTo(request: Pick<AuthorizeRequest, 'redirectUri' | 'state'>, answer: Record<string, string>): string {
  const url = new URL(request.redirectUri)
  for (const [name, value] of Object.entries({ ...answer, state: request.state })) url.searchParams.set(name, value)
  return url.href
}
