import type { FastifyInstance } from 'fastify'
import { describeApi } from '../platform/http/index.ts'
import type { App } from './app.ts'

/** What operators and programs ask of the service itself: alive, ready, and what the API looks like. */
export function serviceRoutes(server: FastifyInstance, app: App): void {
  const description = JSON.stringify(describeApi(app.config.publicUrl))
  server.get('/api/v1/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(description))
  server.get('/healthz', async () => ({ alive: true }))
  // Ready means that decisions are fresh; a load balancer prefers such replicas, and none is cut off while all are stale.
  server.get('/readyz', async (_request, reply) => {
    const age = app.feed.age()
    return reply.status(age < 5_000 ? 200 : 503).send({ ready: age < 5_000, stateAgeMs: Math.round(age) })
  })
}
