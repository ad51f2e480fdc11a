import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import rateLimit from '@fastify/rate-limit'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify'
import { Failure } from '../failure.ts'
import { newId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Config } from '../platform.ts'
import { isLoopback } from './loopback.ts'
import { sendProblem, toFailure } from './problem.ts'
import { securityHeaders } from './security-headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes forms of other sites, because it reads no cookie: an identity provider answers by one. */
    fromOtherSites?: boolean
  }
}

/** The largest body of the admin API, in bytes. A policy document has its own limit below it. */
const maxBodyBytes = 1024 * 1024

/** How long a request may take to arrive, with its body, in milliseconds: 32 MiB of a thread come over a slow line too. */
const requestMs = 300_000

/** The edge: one port, one error dialect by default, security headers on everything. */
export async function openServer(config: Config, log: Log): Promise<FastifyInstance> {
  const setHeaders = securityHeaders(config)
  const base = {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy,
    bodyLimit: maxBodyBytes,
    genReqId: () => newId('request'),
    forceCloseConnections: 'idle' as const,
    routerOptions: { maxParamLength: 200 },
    // Fastify waits without end unless told; whoever sends a byte now and then would keep a connection for good.
    requestTimeout: requestMs,
    // An address that no route can read is refused before any hook runs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setHeaders(reply)
      sendProblem(reply, toFailure(error, request))
    },
  }
  const server: FastifyInstance = config.tls
    ? // Both overloads give the same instance shape; Fastify types them apart.
      (fastify({ ...base, https: { cert: config.tls.certPem, key: config.tls.keyPem } }) as unknown as FastifyInstance)
    : (fastify(base) as unknown as FastifyInstance)
  // A logger for each request costs more than what it is for: the few lines about requests name the id themselves.
  server.setChildLoggerFactory((logger) => logger)
  server.removeContentTypeParser('text/plain')
  await server.register(cookie)
  await server.register(formbody, { bodyLimit: 64 * 1024 })
  await server.register(rateLimit, { global: false })
  server.setErrorHandler((error, request, reply) => sendProblem(reply, toFailure(error, request)))
  const refuseOthers = crossSiteGuard(config)
  server.addHook('onRequest', (request, reply, done) => {
    setHeaders(reply)
    done(refuseOthers(request))
  })
  return server
}

/**
 * Browsers say where an unsafe request comes from; another site's is refused before anything reads its cookie. Programs send neither
 * header and carry no ambient cookie.
 */
function crossSiteGuard(config: Config): (request: FastifyRequest) => Failure | undefined {
  const { origin: ownOrigin, hostname: ownHost } = new URL(config.publicUrl)
  // Any name can be made to lead here, so a page that merely asks the host it came from proves nothing (DNS rebinding).
  const isOurs = (host: string) => host === ownHost || isLoopback(host)
  return (request) => {
    if (request.routeOptions.config.fromOtherSites) return undefined
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return undefined
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    const own =
      origin === undefined ||
      origin === ownOrigin ||
      (origin === `${request.protocol}://${request.host}` && isOurs(request.hostname))
    return !own || site === 'cross-site' || site === 'same-site' ? new Failure('request.cross_site') : undefined
  }
}
