import { choice, either, flag, map, oneOf, required, strictTable, table, text, u64 } from './shape.ts'

const tls = table({ 'ca-certificate': text, 'client-certificate': text, 'client-private-key': text })
const http = table({ endpoint: required(text), headers: map(text), protocol: required(choice('binary', 'json')), tls })
const grpc = table({ endpoint: required(text), headers: map(text), tls })

const exporter = either(
  '"none", "statsig", or exactly one of otlp-http = { endpoint, protocol = "json" or "binary" } and otlp-grpc = { endpoint }',
  choice('none', 'statsig'),
  oneOf({ 'otlp-http': http, 'otlp-grpc': grpc }),
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
  tracestate: map(map(text)),
})
