import { choice, either, flag, list, looseTable, map, required, type Shape, strictTable, table, text } from './shape.ts'

const matcher: Shape = {
  is: 'tagged',
  by: 'match',
  kinds: {
    exact: strictTable({ value: required(text) }),
    prefix: strictTable({ value: required(text) }),
    regex: strictTable({ expression: required(text) }),
  },
}

const invocation = strictTable({ executable: required(text), args: required(list(matcher)) })

/** The first form that fits wins; the plain forms tolerate other fields (client 0.169.0 §18.12). */
const identity = either(
  'command = "…", url = "…", command = { executable, args = [matchers] } or url = matcher',
  looseTable({ command: required(text) }),
  looseTable({ url: required(text) }),
  strictTable({ command: required(invocation) }),
  strictTable({ url: required(matcher) }),
)

export const mcpServersShape = map(table({ identity: required(identity) }))
export const pluginsShape = map(table({ mcp_servers: mcpServersShape }))

const source = strictTable({
  source: choice('git', 'host_pattern', 'local'),
  url: text,
  ref: text,
  host_pattern: text,
  path: text,
})
export const marketplacesShape = strictTable({ restrict_to_allowed_sources: flag, allowed_sources: map(source) })
