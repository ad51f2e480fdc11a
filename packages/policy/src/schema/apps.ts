import { choice, flag, map, required, strictTable, table, text } from './shape.ts'

const tool = table({
  approval_mode: choice('auto', 'prompt', 'writes', 'approve'),
  analytics_result_source: strictTable({ format: required(text), type: required(text) }),
})

/** Connectors and their tools. */
export const appsShape = map(table({ enabled: flag, tools: map(tool) }))
