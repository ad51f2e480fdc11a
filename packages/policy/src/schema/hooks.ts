import { anything, type Fields, flag, inOrder, list, looseTable, map, required, type Shape, text, u64 } from './shape.ts'

export const hookEvents = [
  'PreToolUse',
  'PostToolUse',
  'PermissionRequest',
  'PreModelRequest',
  'PostModelRequest',
  'PreCompact',
  'PostCompact',
  'SessionStart',
  'SessionEnd',
  'UserPromptSubmit',
  'SubagentStart',
  'SubagentStop',
  'Stop',
  'Interrupt',
] as const

const handler: Shape = {
  is: 'tagged',
  by: 'type',
  kinds: {
    command: inOrder(
      'command command_windows? timeout? async? statusMessage? additionalContextLimit?',
      looseTable({
        command: required(text),
        command_windows: text,
        commandWindows: text,
        timeout: u64,
        async: flag,
        statusMessage: text,
        additionalContextLimit: u64,
      }),
    ),
    mcp_tool: inOrder(
      'server tool input? timeout? statusMessage?',
      looseTable({
        server: required(text),
        tool: required(text),
        input: map(anything),
        timeout: u64,
        statusMessage: text,
      }),
    ),
    prompt: inOrder('', looseTable({})),
    agent: inOrder('', looseTable({})),
  },
}

const group = inOrder('matcher? hooks?', looseTable({ matcher: text, hooks: list(handler) }))

export const hooksShape = looseTable({
  managed_dir: text,
  windows_managed_dir: text,
  ...(Object.fromEntries(hookEvents.map((event) => [event, list(group)])) satisfies Fields),
})
