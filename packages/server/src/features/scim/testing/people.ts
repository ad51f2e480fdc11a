import { expect } from 'vitest'
import type { TestServer } from '../../../testing/server.ts'
import { connectIdp, type Idp } from './scim-rig.ts'

export type Resource = Record<string, unknown>

export const ent = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Six users who differ in what filters ask for, and a group of two of them. */
export async function sixPeople(it: TestServer): Promise<{ idp: Idp; users: Resource[]; group: string }> {
  const idp = await connectIdp(it)
  for (const [index, name] of ['Anna', 'bea', 'Carl', 'dora', 'Emil', 'fritz'].entries()) {
    await idp.user(`people-${name}`, {
      ...(index % 2 === 0 && { title: `Boss ${index}` }),
      ...(index % 3 === 0 && { externalId: `X-${name}` }),
      displayName: name,
      name: { givenName: name, ...(index > 2 && { familyName: 'Z "quoted" \\ back' }) },
      active: index !== 4,
      emails: [
        { value: `${name}@work.test`, type: 'work', primary: index !== 1 },
        ...(index % 2 === 1 ? [{ value: `${name}@home.test`, type: 'home' }] : []),
      ],
      ...(index > 3 && { [ent]: { department: `D${index}`, manager: { value: 'user_boss' } } }),
    })
    it.clock.advance(60_000)
  }
  const all = async (): Promise<Resource[]> => (await idp.send('GET', '/Users')).body.Resources
  const users = await all()
  const group = await idp.group(
    'Half',
    [users[0], users[3]].map((user) => String(user?.id)),
  )
  return { idp, users: await all(), group }
}

/** Asks for users by a filter. */
export const askFor = (idp: Idp, filter: string, more = '') =>
  idp.send('GET', `/Users?filter=${encodeURIComponent(filter)}${more}`)

/** Display names of those whom a filter finds. */
export async function namesFound(idp: Idp, filter: string): Promise<unknown[]> {
  const { status, body } = await askFor(idp, filter)
  expect(status, `${filter}: ${JSON.stringify(body)}`).toBe(200)
  return (body.Resources as Resource[]).map((user) => user.displayName)
}
