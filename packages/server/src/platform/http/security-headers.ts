import type { FastifyReply } from 'fastify'
import { type Config, servesHttps } from '../platform.ts'

const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'", // Mantine sets CSS variables in style elements and attributes
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join(';')

/**
 * Sets the headers that tell browsers what never to do with an answer. Put together once: rebuilding them for each request cost a tenth of
 * the time of a policy delivery.
 */
export function securityHeaders(config: Config): (reply: FastifyReply) => void {
  const headers: Record<string, string> = {
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(servesHttps(config) && { 'strict-transport-security': 'max-age=31536000' }),
  }
  return (reply) => void reply.headers(headers)
}
