import { Failure } from '../../../platform/failure.ts'
import { isLoopback } from '../../../platform/http/index.ts'
import { guardedFetch } from '../../../platform/outbound/guarded-fetch.ts'
import type { Config } from '../../../platform/platform.ts'

/**
 * An identity provider's address: https, or plain http on loopback where this server is itself on loopback http (trying things out).
 * Fails: identity_provider.not_usable.
 */
export function requireUsableAddress(config: Pick<Config, 'publicUrl'>, text: string): string {
  const url = new URL(text)
  if (url.username || url.password) refuse('Leave name and password out of the address.')
  if (url.protocol === 'http:' && !(isLoopback(url.hostname) && config.publicUrl.startsWith('http:'))) {
    refuse(`${text} is plain http: people would be vouched for by whoever sits in between. Use https.`)
  }
  return text
}

function refuse(detail: string): never {
  throw new Failure('identity_provider.not_usable', { detail })
}

/** How identity providers are asked: guarded against being led elsewhere. */
export const askProvider = guardedFetch()
