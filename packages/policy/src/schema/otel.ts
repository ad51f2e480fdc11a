import { choice, either, flag, inOrder, map, oneOf, required, strictTable, table, text, u64 } from './shape.ts'

const tls = inOrder(
  'ca-certificate client-certificate client-private-key',
  table({ 'ca-certificate': text, 'client-certificate': text, 'client-private-key': text }),
)
const http = inOrder(
  'endpoint headers? protocol tls?',
  table({ endpoint: required(text), headers: map(text), protocol: required(choice('binary', 'json')), tls }),
)
const grpc = inOrder('endpoint headers? tls?', table({ endpoint: required(text), headers: map(text), tls }))

const exporter = either(
  '"none", "statsig", or exactly one of otlp-http = { endpoint, protocol = "json" or "binary" } and otlp-grpc = { endpoint }',
  choice('none', 'statsig'),
  oneOf({ 'otlp-http': http, 'otlp-grpc': grpc }),
)

export const otelShape = inOrder(
  'tool_result log_user_prompt log_agent_responses log_guardian_assessments log_sse_deltas environment exporter trace_exporter ' +
    'metrics_exporter span_attributes tracestate',
  strictTable({
    environment: text,
    exporter,
    trace_exporter: exporter,
    metrics_exporter: exporter,
    log_user_prompt: flag,
    log_agent_responses: flag,
    log_guardian_assessments: flag,
    log_sse_deltas: flag,
    tool_result: inOrder('max_bytes?', table({ max_bytes: u64 })),
    span_attributes: map(text),
    tracestate: map(map(text)),
  }),
)
