import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../platform/failure.ts'
import { sendProblem } from '../platform/http/index.ts'

const dist = fileURLToPath(new URL('../../../console/dist/', import.meta.url))

/** Paths that programs speak to; a wrong one gets a problem, never the console's page. */
const programPaths = /^\/(api|backend-api|oauth|otlp|scim|sso|v1|webhooks|runner|\.well-known)(\/|$)/

/** Serves the console: hashed assets for good, and its page for every address that a person may open. */
export async function serveConsole(server: FastifyInstance): Promise<void> {
  const page = join(dist, 'index.html')
  const built = existsSync(page)
  if (built) {
    await server.register(fastifyStatic, {
      root: join(dist, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      index: false,
      // What is not there falls through to the handler below.
      wildcard: false,
    })
  }
  const html = built
    ? readFileSync(page)
    : Buffer.from('<!doctype html><title>Bailiwick</title><p>The console is not built. Run <code>npm run build</code>.')
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const forPeople = request.method === 'GET' && !programPaths.test(path) && !/\.\w+$/.test(path)
    if (!forPeople) return sendProblem(reply, new Failure('request.not_found'))
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html)
  })
}
