import { codexClientId } from '@bailiwick/contracts'
import type { Here, System } from './place.ts'
import { forPowerShell, forShell } from './quoting.ts'

/**
 * The variables that keep sign-in, sign-out and access tokens at this server. The address for refresh is not among them: a client
 * remembers the issuer that it signed in at.
 */
const variables = ({ publicUrl }: Here): Record<string, string> => ({
  CODEX_APP_SERVER_LOGIN_ISSUER: publicUrl,
  CODEX_APP_SERVER_LOGIN_CLIENT_ID: codexClientId,
  CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${publicUrl}/oauth/revoke`,
  CODEX_AUTHAPI_BASE_URL: `${publicUrl}/api/accounts`,
})

/** Lines that set, for one job, what an access token needs. */
export function setForProcess(here: Here, system: System): string {
  const name = 'CODEX_AUTHAPI_BASE_URL'
  const value = variables(here)[name] ?? ''
  return system === 'windows'
    ? `$env:${name} = ${forPowerShell(value)}\n$env:CODEX_ACCESS_TOKEN = '<from your secrets>'\n`
    : `export ${name}=${forShell(value)}\nexport CODEX_ACCESS_TOKEN='<from your secrets>'\n`
}

/** Lines that set the variables: for a shell's profile, or for PowerShell, which keeps them in the user's or the machine's settings. */
export function setVariables(here: Here, system: System, scope: 'User' | 'Machine'): string {
  const lines = Object.entries(variables(here)).map(([name, value]) =>
    system === 'windows'
      ? `[Environment]::SetEnvironmentVariable('${name}', ${forPowerShell(value)}, '${scope}')`
      : `export ${name}=${forShell(value)}`,
  )
  return `${lines.join('\n')}\n`
}
