import { directoryRoutes } from '@bailiwick/contracts'
import type { TestServer } from '../../../testing/server.ts'

type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ScimReply {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of somebody else's wire format
  body: any
  headers: Record<string, unknown>
}

/** An identity provider that is connected to a workspace: what it sends, and what it is answered. */
export interface Idp {
  directoryId: string
  tokenId: string
  secret: string
  send(method: Verb, path: string, body?: unknown, headers?: Record<string, string>): Promise<ScimReply>
  /** Makes a user by the address `<name>@<domain>`; returns the id. */
  user(name: string, more?: Record<string, unknown>): Promise<string>
  /** Makes a group; returns the id. */
  group(name: string, memberIds?: string[]): Promise<string>
}

let made = 0

/** Connects a directory to the workspace of an owner. */
export async function connectIdp(it: TestServer, owner = 'ada', name = `Directory ${++made}`): Promise<Idp> {
  const { body: directory } = await it.as(owner).call(directoryRoutes.create, { body: { name, preset: 'generic' } })
  const params = { directoryId: directory.id }
  const { body } = await it.as(owner).call(directoryRoutes.createToken, { params, body: {} })
  return { ...sender(it, body.secret), directoryId: directory.id, tokenId: body.token.id, secret: body.secret }
}

export function sender(it: TestServer, secret: string): Pick<Idp, 'send' | 'user' | 'group'> {
  const send: Idp['send'] = async (method, path, body, headers = {}) => {
    const answer = await it.server.inject({
      method,
      url: `/scim/v2${path}`,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.statusCode, body: answer.body ? answer.json() : undefined, headers: answer.headers }
  }
  return {
    send,
    async user(name, more = {}) {
      const { status, body } = await send('POST', '/Users', userOf(name, more))
      if (status !== 201) throw new Error(`${status}: ${body?.detail}`)
      return body.id
    },
    async group(name, memberIds = []) {
      const members = memberIds.map((value) => ({ value }))
      const { status, body } = await send('POST', '/Groups', { displayName: name, members })
      if (status !== 201) throw new Error(`${status}: ${body?.detail}`)
      return body.id
    },
  }
}

export const userOf = (name: string, more: Record<string, unknown> = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: `${name}@acme.test`,
  active: true,
  ...more,
})

export const patchOf = (...Operations: { op: string; path?: string; value?: unknown }[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})
