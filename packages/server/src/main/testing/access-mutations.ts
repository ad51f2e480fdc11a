import { groupRoutes, roleRoutes } from '@bailiwick/contracts'
import type { TestServer } from '../../testing/server.ts'
import type { Prepare } from './policy-mutations.ts'

/** Mutations of custom roles, each with a call that changes something, and the things that they are about. */
export function accessMutations(server: () => TestServer) {
  const ada = () => server().as('ada')
  let made = 0
  const role = async () => {
    const body = { name: `Role ${++made}`, permissions: ['codex.local' as const] }
    return (await ada().call(roleRoutes.create, { body })).body
  }
  const group = async () => (await ada().call(groupRoutes.create, { body: { name: `Gives ${++made}` } })).body.id
  const given = async () => {
    const [{ id: roleId }, groupId] = [await role(), await group()]
    await ada().call(roleRoutes.assign, { params: { roleId }, body: { groupIds: [groupId], emails: ['dan@acme.test'] } })
    return { roleId, groupId, personId: server().seeded.people.dan ?? '' }
  }
  const mutations: Record<string, Prepare> = {
    'Custom roles: create': () => ({ body: { name: `Role ${++made}`, permissions: ['codex.local'] } }),
    'Custom roles: update': async () => {
      const { id, version } = await role()
      return { params: { roleId: id }, body: { version, permissions: ['codex.local', 'policy.read'] } }
    },
    'Custom roles: remove': async () => ({ params: { roleId: (await role()).id } }),
    'Custom roles: assign': async () => ({ params: { roleId: (await role()).id }, body: { emails: ['dan@acme.test'] } }),
    'Custom roles: takeFromGroup': async () => ({ params: await given() }),
    'Custom roles: takeFromMember': async () => ({ params: await given() }),
    'Codex set-up: set': () => ({ body: { users: ['dan@acme.test'], admins: ['cora@acme.test'] } }),
  }
  return { mutations, role: async () => (await role()).id }
}
