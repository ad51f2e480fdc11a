import { choice, either, flag, inOrder, list, looseTable, map, required, type Shape, strictTable, table, text } from './shape.ts'

const matcher: Shape = {
  is: 'tagged',
  by: 'match',
  kinds: {
    exact: inOrder('value', strictTable({ value: required(text) })),
    prefix: inOrder('value', strictTable({ value: required(text) })),
    regex: inOrder('expression', strictTable({ expression: required(text) })),
  },
}

const invocation = inOrder('executable args', strictTable({ executable: required(text), args: required(list(matcher)) }))

/** The first form that fits wins; the plain forms tolerate other fields (client 0.169.0 §18.12). */
const identity = either(
  'command = "…", url = "…", command = { executable, args = [matchers] } or url = matcher',
  looseTable({ command: required(text) }),
  looseTable({ url: required(text) }),
  strictTable({ command: required(invocation) }),
  strictTable({ url: required(matcher) }),
)

export const mcpServersShape = map(inOrder('identity', table({ identity: required(identity) })))
export const pluginsShape = map(inOrder('mcp_servers', table({ mcp_servers: mcpServersShape })))

const source = inOrder(
  'source url ref host_pattern path',
  strictTable({ source: choice('git', 'host_pattern', 'local'), url: text, ref: text, host_pattern: text, path: text }),
)
export const marketplacesShape = inOrder(
  'restrict_to_allowed_sources allowed_sources?',
  strictTable({ restrict_to_allowed_sources: flag, allowed_sources: map(source) }),
)
