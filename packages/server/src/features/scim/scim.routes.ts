import type { BoundRoutes } from '../../platform/http/index.ts'
import { bulkHandler } from './bulk.ts'
import { type Handler, type ScimApp, speakScim } from './dialect.ts'
import { largest, resourceTypes, schemas, serviceProviderConfig } from './discovery.ts'
import { groupHandlers } from './groups.routes.ts'
import type { Json } from './read-value.ts'
import { urns } from './schema.ts'
import { notFound, ScimError } from './scim-error.ts'
import { userHandlers } from './users.routes.ts'

/** What directories call: SCIM 2.0 (RFC 7643, RFC 7644) with a token of one directory. */
export const scim: BoundRoutes<ScimApp> = (server, app) => {
  server.register(
    async (scope) => {
      const by = speakScim(scope, app)
      scope.get('/ServiceProviderConfig', by(plain(serviceProviderConfig)))
      scope.get('/ResourceTypes', by(listed(resourceTypes)))
      scope.get('/ResourceTypes/:id', by(one(resourceTypes)))
      scope.get('/Schemas', by(listed(schemas)))
      scope.get('/Schemas/:id', by(one(schemas)))
      for (const { path, room, bodyLimit } of [
        { path: '/Users', room: userHandlers, bodyLimit: largest.user },
        { path: '/Groups', room: groupHandlers, bodyLimit: largest.group },
      ]) {
        scope.get(path, by(room.listAll))
        scope.post(`${path}/.search`, by(room.search))
        scope.post(path, { bodyLimit }, by(room.create))
        scope.get(`${path}/:id`, by(room.get))
        scope.put(`${path}/:id`, { bodyLimit }, by(room.replace))
        scope.patch(`${path}/:id`, { bodyLimit }, by(room.patch))
        scope.delete(`${path}/:id`, by(room.remove))
      }
      scope.post('/Bulk', { bodyLimit: largest.bulk }, by(bulkHandler(server)))
      // RFC 7644 §3.11: a directory is no person, so it has no /Me.
      scope.all(
        '/Me',
        by(async () => {
          throw new ScimError(501, '/Me is not supported.')
        }),
      )
      scope.all(
        '/*',
        by(async () => {
          throw notFound('address')
        }),
      )
    },
    { prefix: '/scim/v2' },
  )
}

const plain =
  (make: (baseUrl: string) => Json): Handler =>
  async ({ baseUrl }) => ({ status: 200, body: make(baseUrl) })

/** RFC 7644 §4: what describes the service takes no filter. */
const listed =
  (make: (baseUrl: string) => Json[]): Handler =>
  async ({ baseUrl, request }) => {
    if (request.query && Object.keys(request.query).some((it) => it.toLowerCase() === 'filter')) {
      throw new ScimError(403, 'This list takes no filter.')
    }
    const resources = make(baseUrl)
    const page = { totalResults: resources.length, startIndex: 1, itemsPerPage: resources.length }
    return { status: 200, body: { schemas: [urns.list], ...page, Resources: resources } }
  }

const one =
  (make: (baseUrl: string) => Json[]): Handler =>
  async ({ baseUrl, id }) => {
    const found = make(baseUrl).find((it) => it.id === id)
    if (!found) throw notFound('resource')
    return { status: 200, body: found }
  }
