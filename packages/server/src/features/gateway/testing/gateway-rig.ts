import { gatewayRoutes, type Turn, type Upstream } from '@bailiwick/contracts'
import { request } from 'undici'
import { type ScriptedOptions, type ScriptedResponses, startScriptedResponses } from '../../../../../../dev/stock-client/index.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { wireClient } from '../../codex/issuer/testing/wire-client.ts'

export const upstreamKey = 'sk-upstream-0123456789-very-secret-wxyz'

export interface GatewayRig {
  it: TestServer
  /** Where the gateway listens. */
  address: string
  /** The first upstream's model; `acme-coder` is its model. */
  model: ScriptedResponses
  upstream: Upstream
  /** Access tokens by person. */
  token(key: string): Promise<string>
  /** A model call as the stock client makes it; `accept: application/json` in headers makes it a plain program's. */
  ask(options?: Ask): Promise<Answer>
  /** Adds another scripted upstream to Acme. */
  addUpstream(
    change: { name: string; models: string[] },
    options?: ScriptedOptions,
  ): Promise<{ model: ScriptedResponses; upstream: Upstream }>
  /** The newest record of a turn, as an analyst sees it. */
  lastTurn(): Promise<Turn | undefined>
  close(): Promise<void>
}

export interface Ask {
  as?: string
  path?: string
  model?: string
  headers?: Record<string, string>
  /** Instead of a small JSON body. */
  body?: Buffer | string
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The error of the failed event, or of the JSON body. */
  error: { code: string; message: string } | undefined
}

/** The control plane with one scripted upstream, listening on a real port. */
export async function startGatewayRig(): Promise<GatewayRig> {
  const it = await startTestServer()
  const address = await it.listen()
  const client = wireClient(it)
  const tokens = new Map<string, string>()
  const models: ScriptedResponses[] = []

  const addUpstream: GatewayRig['addUpstream'] = async (change, options = { key: upstreamKey }) => {
    const model = await startScriptedResponses(options)
    models.push(model)
    const body = { ...change, baseUrl: model.baseUrl, key: upstreamKey }
    const { body: upstream } = await it.as('ada').call(gatewayRoutes.create, { body })
    return { model, upstream }
  }
  const token = async (key: string) => {
    const known = tokens.get(key) ?? (await client.signIn(key)).access_token
    tokens.set(key, known)
    return known
  }
  const first = await addUpstream({ name: 'House model', models: ['acme-coder'] })

  return {
    it,
    address,
    ...first,
    token,
    addUpstream,
    async ask({ as = 'dan', path = '/v1/responses', model = 'acme-coder', headers = {}, body } = {}) {
      const answer = await request(`${address}${path}`, {
        method: 'POST',
        headers: { ...clientHeaders, authorization: `Bearer ${await token(as)}`, ...headers },
        body: body ?? JSON.stringify(callBody(model)),
      })
      const text = await answer.body.text()
      return { status: answer.statusCode, headers: answer.headers, text, error: errorIn(text) }
    },
    async lastTurn() {
      await it.app.gateway.turnLog.flush()
      const { body } = await it.as('ana').call(gatewayRoutes.turns, { query: { limit: 1 } })
      return body.items[0]
    },
    async close() {
      await it.close()
      for (const model of models) await model.close()
    },
  }
}

export const clientHeaders = {
  accept: 'text/event-stream',
  'content-type': 'application/json',
  'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color (codex_exec; 0.169.0)',
  'session-id': 'session-1',
  'thread-id': 'thread-1',
}

export const callBody = (model: string) => ({
  model,
  stream: true,
  store: false,
  input: [{ type: 'message', role: 'user', content: [] }],
})

function errorIn(text: string): Answer['error'] {
  const failed = /^event: response\.failed\ndata: (.*)$/m.exec(text)?.[1]
  if (failed) return JSON.parse(failed).response.error
  try {
    return JSON.parse(text).error
  } catch {
    return undefined
  }
}
