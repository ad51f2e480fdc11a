import { anything, flag, inOrder, list, map, type Shape, table, text, u64 } from './shape.ts'

/** A command that prints a credential. */
const auth = inOrder(
  'command args? timeout_ms? refresh_interval_ms? cwd?',
  table({
    command: { ...text, required: true },
    args: list(text),
    timeout_ms: { is: 'whole', min: 1n, max: 2n ** 63n - 1n },
    refresh_interval_ms: u64,
    cwd: text,
  }),
)

const awsCommand = inOrder(
  'command args? timeout_ms?',
  table({ command: { ...text, required: true }, args: list(text), timeout_ms: { is: 'whole', min: 1n, max: 2n ** 63n - 1n } }),
)
const aws = inOrder(
  'profile region credential_export auth_refresh',
  table({ profile: text, region: text, credential_export: awsCommand, auth_refresh: awsCommand }),
)

/** Model providers; the client reads what else config.toml knows and ignores the rest (0.169.0). */
export const modelProvidersShape: Shape = map(
  table({
    name: text,
    base_url: text,
    env_key: text,
    env_key_instructions: text,
    experimental_bearer_token: text,
    auth,
    aws,
    gateway_oauth: map(anything),
    wire_api: text,
    query_params: map(text),
    http_headers: map(text),
    env_http_headers: map(text),
    request_max_retries: u64,
    stream_max_retries: u64,
    stream_idle_timeout_ms: u64,
    websocket_connect_timeout_ms: u64,
    requires_openai_auth: flag,
    supports_websockets: flag,
    supports_standalone_web_search: flag,
    capabilities: table({}),
    model_catalog_url: text,
    credential_file: text,
    project_id: text,
    location: text,
  }),
)
