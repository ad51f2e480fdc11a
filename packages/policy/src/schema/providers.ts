import { anything, choice, flag, map, required, table, text, u64 } from './shape.ts'

export const modelProvidersShape = map(
  table({
    name: required(text),
    base_url: text,
    env_key: text,
    env_key_instructions: text,
    experimental_bearer_token: text,
    auth: anything,
    aws: anything,
    gateway_oauth: anything,
    wire_api: choice('responses'),
    query_params: map(text),
    http_headers: map(text),
    env_http_headers: map(text),
    request_max_retries: u64,
    stream_max_retries: u64,
    stream_idle_timeout_ms: u64,
    websocket_connect_timeout_ms: u64,
    requires_openai_auth: flag,
    supports_websockets: flag,
  }),
)
