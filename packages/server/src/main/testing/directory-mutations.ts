import { directoryRoutes } from '@bailiwick/contracts'
import type { TestServer } from '../../testing/server.ts'
import type { Prepare } from './policy-mutations.ts'

/** Mutations of directories, each with a call that changes something, and the things that they are about. */
export function directoryMutations(server: () => TestServer) {
  const ada = () => server().as('ada')
  let made = 0
  const directory = async () => (await ada().call(directoryRoutes.create, { body: { name: `Directory ${++made}` } })).body.id
  const token = async () => {
    const directoryId = await directory()
    const { body } = await ada().call(directoryRoutes.createToken, { params: { directoryId }, body: {} })
    return { directoryId, tokenId: body.token.id }
  }
  const mutations: Record<string, Prepare> = {
    'Directories: create': () => ({ body: { name: `Directory ${++made}`, preset: 'okta' } }),
    'Directories: update': async () => ({ params: { directoryId: await directory() }, body: { name: `Directory ${++made}` } }),
    'Directories: remove': async () => ({ params: { directoryId: await directory() } }),
    'Directories: createToken': async () => ({ params: { directoryId: await directory() }, body: { name: 'Rotation' } }),
    'Directories: revokeToken': async () => ({ params: await token() }),
  }
  return { mutations, token }
}
