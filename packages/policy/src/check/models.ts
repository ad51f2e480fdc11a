import { hasShape } from '../schema/match-shape.ts'
import { list, strictTable, table, text, u16, u64 } from '../schema/shape.ts'
import { isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import type { Findings } from './findings.ts'

const builtIn = ['openai', 'ollama', 'lmstudio', 'amazon-bedrock', 'amazon-bedrock-runtime']
const reserved = ['openai', 'ollama', 'lmstudio']
const bedrock = ['amazon-bedrock', 'amazon-bedrock-runtime']

/** Model providers and the reviewer's models (client 0.169.0 §18.14, 18.16). */
export const checkModels: Area = (root, findings) => {
  const providers = isTable(root.model_providers) ? root.model_providers : {}
  if (
    typeof root.model_provider === 'string' &&
    !builtIn.includes(root.model_provider) &&
    !Object.hasOwn(providers, root.model_provider)
  ) {
    const message = `No provider "${root.model_provider.slice(0, 60)}" is defined in the policy, and it is none of the client's own.`
    findings.add(
      'refused',
      'model_provider_unknown',
      ['model_provider'],
      message,
      `Add [model_providers.${root.model_provider.slice(0, 60)}].`,
    )
  }
  for (const [id, provider] of Object.entries(providers)) if (isTable(provider)) checkProvider(id, provider, findings)
  if (isTable(root.auto_review) && Array.isArray(root.auto_review.required_on_models)) {
    for (const [index, slug] of root.auto_review.required_on_models.entries())
      checkSlug(slug, ['auto_review', 'required_on_models', index], findings)
  }
}

function checkSlug(slug: TomlValue, path: Path, findings: Findings): void {
  if (typeof slug !== 'string' || (slug !== '' && slug.trim() === slug && !slug.includes('/'))) return
  const message = 'A model is named by its slug, without a provider before a slash and without blanks around it.'
  findings.add('refused', 'auto_review_model', path, message, 'Write the slug, for example "acme-coder".')
}

function checkProvider(id: string, provider: TomlTable, findings: Findings): void {
  const path = ['model_providers', id]
  const refuse = (message: string, fix: string, field?: string) =>
    findings.add('refused', 'model_provider_invalid', field ? [...path, field] : path, message, fix, 'key')
  if (reserved.includes(id)) {
    const message = `${id} is the client's own provider and cannot be redefined.`
    findings.add('refused', 'model_provider_reserved', path, message, `Choose another name, for example ${id}-gateway.`, 'key')
    return
  }
  if (typeof provider.wire_api === 'string' && provider.wire_api !== 'responses') {
    refuse('The client speaks only the Responses API.', 'Write wire_api = "responses", or remove the field.', 'wire_api')
  }
  if (bedrock.includes(id)) {
    checkBedrock(id, provider, refuse)
    return
  }
  if (typeof provider.name !== 'string' ? provider.name === undefined : provider.name.trim() === '') {
    refuse('A model provider needs a name.', 'Add name = "…".', provider.name === undefined ? undefined : 'name')
  }
  if (provider.aws !== undefined) refuse('aws belongs to amazon-bedrock alone.', 'Remove aws.', 'aws')
  if (isTable(provider.auth)) {
    if (isBlankCommand(provider.auth)) refuse('auth.command is empty.', 'Name the command.', 'auth')
    for (const other of ['env_key', 'experimental_bearer_token', 'requires_openai_auth']) {
      if (provider[other] !== undefined && provider[other] !== false)
        refuse(`auth and ${other} exclude each other.`, `Remove ${other}.`, other)
    }
  }
  if (provider.gateway_oauth !== undefined) checkGateway(provider, refuse)
  if (typeof provider.experimental_bearer_token === 'string') {
    const message = 'The token stands in the policy in the clear; every user can read it.'
    findings.add(
      'ineffective',
      'model_provider_invalid',
      [...path, 'experimental_bearer_token'],
      message,
      'Use requires_openai_auth or auth.',
      'key',
    )
  }
}

type Refuse = (message: string, fix: string, field?: string) => void

const bedrockFields = ['base_url', 'auth', 'http_headers', 'aws', 'wire_api']
const providerFields = [
  'env_key', 'env_key_instructions', 'experimental_bearer_token', 'gateway_oauth', 'query_params', 'env_http_headers', 'request_max_retries',
  'stream_max_retries', 'stream_idle_timeout_ms', 'websocket_connect_timeout_ms', 'requires_openai_auth', 'supports_websockets',
  'supports_standalone_web_search', 'capabilities', 'model_catalog_url', 'credential_file', 'project_id', 'location', 'name',
] // biome-ignore format: a list

function checkBedrock(id: string, provider: TomlTable, refuse: Refuse): void {
  for (const field of providerFields) {
    const value = provider[field]
    if (value === undefined || value === false || value === '') continue
    refuse(`${id} takes only ${bedrockFields.join(', ')}.`, `Remove ${field}.`, field)
  }
  if (isTable(provider.auth) && isBlankCommand(provider.auth)) refuse('auth.command is empty.', 'Name the command.', 'auth')
  if (!isTable(provider.aws)) return
  if (provider.auth !== undefined) refuse('auth and aws exclude each other.', 'Remove one of them.', 'auth')
  if (provider.aws.auth_refresh !== undefined) refuse('aws.auth_refresh is refused by the client.', 'Remove auth_refresh.', 'aws')
  if (!isTable(provider.aws.credential_export)) return
  if (isBlankCommand(provider.aws.credential_export)) refuse('credential_export.command is empty.', 'Name the command.', 'aws')
  if (provider.aws.profile !== undefined)
    refuse('aws.profile and aws.credential_export exclude each other.', 'Remove one of them.', 'aws')
}

const isBlankCommand = (source: TomlTable) => typeof source.command === 'string' && source.command.trim() === ''

const gatewaySignIn = strictTable({
  authorization_url: { ...text, required: true },
  token_url: { ...text, required: true },
  client_id: { ...text, required: true },
  scopes: list(text),
  redirect_port: { ...u16, min: 1n },
  resource: text,
  device_authorization_url: text,
})
const gatewayExport = strictTable({
  credential_export: {
    ...table({ command: { ...text, required: true }, args: list(text), timeout_ms: { is: 'whole', min: 1n, max: u64.max } }),
    required: true,
  },
})

function checkGateway(provider: TomlTable, refuse: Refuse): void {
  const gateway = provider.gateway_oauth
  if (!isTable(gateway)) return
  const signsIn = hasShape(gateway, gatewaySignIn)
  if (!signsIn && !hasShape(gateway, gatewayExport)) {
    refuse(
      'gateway_oauth needs authorization_url, token_url and client_id, or credential_export, and nothing else.',
      'Complete gateway_oauth.',
      'gateway_oauth',
    )
  }
  if (!isSecureUrl(provider.base_url))
    refuse('A provider with gateway_oauth needs an HTTPS base_url.', 'Write base_url = "https://…".', 'base_url')
  for (const field of ['authorization_url', 'token_url', 'device_authorization_url']) {
    if (gateway[field] !== undefined && !isSecureUrl(gateway[field]))
      refuse(`gateway_oauth.${field} must be an HTTPS URL.`, 'Write https://….', 'gateway_oauth')
  }
  if (typeof gateway.client_id === 'string' && gateway.client_id.trim() === '')
    refuse('gateway_oauth.client_id is empty.', 'Name the client id.', 'gateway_oauth')
  if (isTable(gateway.credential_export) && isBlankCommand(gateway.credential_export)) {
    refuse('credential_export.command is empty.', 'Name the command.', 'gateway_oauth')
  }
  for (const field of ['http_headers', 'env_http_headers']) {
    const headers = provider[field]
    if (!isTable(headers) || !Object.keys(headers).some((header) => header.toLowerCase() === 'authorization')) continue
    refuse(`gateway_oauth and ${field} both write the Authorization header.`, 'Remove Authorization there.', field)
  }
  for (const other of ['env_key', 'experimental_bearer_token', 'requires_openai_auth', 'auth']) {
    if (provider[other] !== undefined && provider[other] !== false)
      refuse(`gateway_oauth and ${other} both write the Authorization header.`, `Remove ${other}.`, other)
  }
}

/** HTTPS, or HTTP on loopback; no user, no fragment. */
function isSecureUrl(value: TomlValue | undefined): boolean {
  if (typeof value !== 'string' || /[\s@#\\]/.test(value)) return false
  if (
    !/^https:\/\/[A-Za-z0-9.[\]:_-]+([/?].*)?$/.test(value) &&
    !/^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?([/?].*)?$/.test(value)
  )
    return false
  try {
    return new URL(value).host !== ''
  } catch {
    return false
  }
}
