import { stringify } from 'smol-toml'
import { forcedProvider } from '../policies/delivery/index.ts'
import type { Here, System } from './place.ts'
import { forPowerShell, forShell } from './quoting.ts'

const backend = (publicUrl: string) => `${publicUrl}/backend-api`

/** What a member's own config.toml needs (client 0.169.0). These keys stand above the first table. */
export function memberConfig({ publicUrl }: Here): string {
  const keys = { chatgpt_base_url: backend(publicUrl), openai_base_url: `${backend(publicUrl)}/codex` }
  return `# Above the first [table] of the file.
${stringify(keys).trimEnd()}

# On a machine without a keyring, keep the sign-in in a file:
# cli_auth_credentials_store = "file"
`
}

/** Commands that make a home for one job, whose configuration is this server and nothing else. */
export function automationConfig({ publicUrl }: Here, system: System): string {
  const keys = { chatgpt_base_url: backend(publicUrl), openai_base_url: `${backend(publicUrl)}/codex` }
  const lines = stringify({ ...keys, cli_auth_credentials_store: 'file' }).trimEnd()
  return system === 'windows'
    ? `$env:CODEX_HOME = Join-Path (Get-Location) '.codex-home'
New-Item -ItemType Directory -Force -Path $env:CODEX_HOME | Out-Null
Set-Content -Path (Join-Path $env:CODEX_HOME 'config.toml') -Encoding utf8 -Value ${forPowerShell(lines)}
`
    : `export CODEX_HOME="$PWD/.codex-home"
mkdir -p "$CODEX_HOME"
printf '%s\\n' ${forShell(lines)} > "$CODEX_HOME/config.toml"
`
}

/**
 * The device file: read by the client from this machine alone, above what a user configures and also under `--ignore-user-config`. It pins
 * the server, forbids API keys and other workspaces (in a policy these keys are ignored), and forces the model gateway: without that, somebody who
 * is not signed in works with a provider of their own under no policy at all (seen with client 0.169.0).
 */
export function deviceRequirements({ publicUrl, workspaceId }: Here): string {
  return stringify({
    chatgpt_base_url: backend(publicUrl),
    allowed_login_methods: ['chatgpt'],
    allowed_chatgpt_workspaces: [workspaceId],
    ...forcedProvider(publicUrl),
  })
}
