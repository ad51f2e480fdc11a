import { choice, either, flag, list, map, required, type Shape, strictTable, table, text } from './shape.ts'

const matcher: Shape = {
  is: 'tagged',
  by: 'match',
  kinds: {
    exact: strictTable({ value: required(text) }),
    prefix: strictTable({ value: required(text) }),
    regex: strictTable({ expression: required(text) }),
  },
}

const executable = strictTable({ executable: required(text), args: required(list(matcher)) })

const identity = either(
  'a table with command = "…" or url = "…"',
  table({ command: required(text) }),
  table({ url: required(text) }),
  strictTable({ command: required(executable) }),
  strictTable({ url: required(matcher) }),
)

export const mcpServersShape = map(table({ identity: required(identity) }))
export const pluginsShape = map(table({ mcp_servers: mcpServersShape }))

const source: Shape = strictTable({
  source: required(choice('git', 'host_pattern', 'local')),
  url: text,
  ref: text,
  host_pattern: text,
  path: text,
})
export const marketplacesShape = strictTable({ restrict_to_allowed_sources: flag, allowed_sources: map(source) })
