import { bareChoice, flag, inOrder, map, required, strictTable, table, text } from './shape.ts'

const source = inOrder('format type', strictTable({ format: required(text), type: required(text) }))
const tool = inOrder(
  'approval_mode analytics_result_source',
  table({ approval_mode: bareChoice('auto', 'prompt', 'writes', 'approve'), analytics_result_source: source }),
)

/** Connectors and their tools. */
export const appsShape = map(inOrder('enabled tools', table({ enabled: flag, tools: map(tool) })))
