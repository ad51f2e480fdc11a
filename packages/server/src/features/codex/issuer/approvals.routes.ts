import { approvalRoutes } from '@bailiwick/contracts'
import type { FastifyReply } from 'fastify'
import type { PersonCaller } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { type BoundRoutes, bind } from '../../../platform/http/index.ts'
import type { IssuerApp } from './access-tokens.ts'
import { countAttempts } from './attempts.ts'
import { decideAuthorize, listAuthorizeChoices, openRequest } from './authorize-requests.ts'
import { decideDeviceCode, findTyped } from './device-codes.ts'
import { listChoices } from './workspace-choice.ts'

const quarterHour = 15 * 60_000

/** What a signed-in person decides about a waiting client: the consent pages of the device and the browser flow. */
export const approvals: BoundRoutes<IssuerApp> = (server, app, gate) => {
  const byPerson = countAttempts(app.clock, 10, quarterHour)
  const byAddress = countAttempts(app.clock, 50, quarterHour)

  /** Wrong codes are counted by person and by address, so that nobody finds a waiting request by trying. */
  async function guessing<T>(caller: PersonCaller, reply: FastifyReply, attempt: () => Promise<T>): Promise<T> {
    const address = caller.address ?? ''
    const right = () => {
      byPerson.forgive(caller.personId)
      byAddress.forgive(address)
    }
    byPerson.begin(caller.personId, reply)
    try {
      byAddress.begin(address, reply)
    } catch (error) {
      byPerson.forgive(caller.personId)
      throw error
    }
    try {
      const found = await attempt()
      right()
      return found
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'device.code_unknown')) right()
      throw error
    }
  }

  bind<IssuerApp, typeof approvalRoutes>(approvalRoutes, {
    find: async ({ actor, body, reply }) => {
      const request = await guessing(actor, reply, () => findTyped(app, body.userCode))
      const yourAddress = actor.address ?? ''
      return {
        requestedAt: request.requested_at.toISOString(),
        expiresAt: request.expires_at.toISOString(),
        address: request.address,
        yourAddress,
        addressDiffers: request.address !== yourAddress,
        clientId: request.client_id,
        workspaces: await listChoices(app, actor, 'device_code_sign_in'),
      }
    },
    decide: async ({ actor, body, reply }) => guessing(actor, reply, () => decideDeviceCode(app, actor, body)),
    findAuthorize: async ({ actor, body }) => {
      const request = openRequest(app, body.request)
      return {
        clientId: request.clientId,
        originator: request.originator,
        redirectHost: new URL(request.redirectUri).host,
        workspaces: await listAuthorizeChoices(app, request, actor),
      }
    },
    decideAuthorize: async ({ actor, body }) => ({
      redirectTo: await decideAuthorize(app, actor, openRequest(app, body.request), body),
    }),
  })(server, app, gate)
}
