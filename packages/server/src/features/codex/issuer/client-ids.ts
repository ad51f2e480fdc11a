import { codexClientId } from '@bailiwick/contracts'
import { gatewayClientId } from '../../policies/delivery/index.ts'

/**
 * Who may ask for a sign-in: the name that our instructions give, and the constant that the client sends when nobody told it another
 * (0.169.0, app-server and TUI). Both are public clients: the name proves nothing, PKCE and the person's consent do.
 */
const signIns: ReadonlySet<string> = new Set([codexClientId, 'app_EMoamEEZ73f0CkXaXp7hrann'])

/** A client that fetches its policy from the config server under a person's name (client 0.169.0 §6). */
export const configClientId = 'bailiwick-config'

/** Whether a client may sign in with a device code. */
export const isKnownClient = (clientId: string): boolean => signIns.has(clientId)

/** Where each client listens for its code; on this machine and any port (RFC 8252 §7.3). Undefined: no such client. */
export function callbackPathOf(clientId: string): string | undefined {
  if (signIns.has(clientId)) return '/auth/callback'
  return clientId === configClientId || clientId === gatewayClientId ? '/callback' : undefined
}
