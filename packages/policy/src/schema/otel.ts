import { anything, choice, either, flag, map, required, strictTable, table, text, u64 } from './shape.ts'

const tls = table({ ca_certificate: text, client_certificate: text, client_private_key: text })
const http = table({ endpoint: required(text), headers: map(text), protocol: required(choice('binary', 'json')), tls })
const grpc = table({ endpoint: required(text), headers: map(text), tls })

const exporter = either(
  '"none", "statsig" or one table: otlp-http = { endpoint, protocol } or otlp-grpc = { endpoint }',
  choice('none', 'statsig'),
  strictTable({ 'otlp-http': required(http) }),
  strictTable({ 'otlp-grpc': required(grpc) }),
)

export const otelShape = strictTable({
  environment: text,
  exporter,
  trace_exporter: exporter,
  metrics_exporter: exporter,
  log_user_prompt: flag,
  log_agent_responses: flag,
  log_guardian_assessments: flag,
  log_sse_deltas: flag,
  tool_result: table({ max_bytes: u64 }),
  span_attributes: map(text),
  tracestate: anything,
})
