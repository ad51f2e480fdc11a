import { stringify } from 'smol-toml'
import { forcedProvider } from '../policies/delivery/index.ts'
import type { Here } from './place.ts'

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
