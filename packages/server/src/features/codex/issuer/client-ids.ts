/** The name that our instructions give the command-line client. */
export const ourClientId = 'codex-cli'

/**
 * Who may ask for a sign-in: our own name, and the constant that the client sends when nobody told it another (0.169.0, app-server and TUI).
 * Both are public clients: the name proves nothing, PKCE and the person's consent do.
 */
const clientIds: ReadonlySet<string> = new Set([ourClientId, 'app_EMoamEEZ73f0CkXaXp7hrann'])

export const isKnownClient = (clientId: string): boolean => clientIds.has(clientId)
