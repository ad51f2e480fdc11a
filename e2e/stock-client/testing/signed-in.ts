import { approvalRoutes } from '@bailiwick/contracts'
import { type StockClient, type StockClientOptions, startDeviceLogin } from '../../../dev/stock-client/index.ts'
import type { ControlPlane } from './open-control-plane.ts'

/** A fresh client that somebody of the company signed in by device code, approving it themselves. */
export async function signedIn(
  plane: ControlPlane,
  person: string,
  change: Partial<StockClientOptions> = {},
): Promise<StockClient> {
  const client = await plane.client(change)
  const login = startDeviceLogin(client)
  const { userCode } = await login.prompt
  const workspaceId = plane.it.seeded.workspaces.acme ?? ''
  const answer = await plane.it.as(person).call(approvalRoutes.decide, { body: { userCode, workspaceId, decision: 'approve' } })
  const run = await login.ended
  if (run.code !== 0) throw new Error(`${person} could not sign in: ${answer.problem?.title} ${run.stderr}`)
  return client
}
