import { codexClientId } from '@bailiwick/contracts'

/**
 * Who may ask for a sign-in: the name that our instructions give, and the constant that the client sends when nobody told it another
 * (0.169.0, app-server and TUI). Both are public clients: the name proves nothing, PKCE and the person's consent do.
 */
const clientIds: ReadonlySet<string> = new Set([codexClientId, 'app_EMoamEEZ73f0CkXaXp7hrann'])

export const isKnownClient = (clientId: string): boolean => clientIds.has(clientId)
