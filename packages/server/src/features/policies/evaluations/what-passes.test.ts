import { expect, test } from 'vitest'
import { whatPasses } from './what-passes.ts'

const call = (name: string, args: unknown, call_id = 'c1') => ({
  type: 'function_call',
  call_id,
  name,
  arguments: JSON.stringify(args),
})
const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'secret words' }] }

test('the commands that the model called since the person spoke, the tools offered, and the sandbox of the turn', () => {
  const body = {
    tools: [
      { type: 'function', name: 'exec_command' },
      { type: 'web_search', external_web_access: false },
      { type: 'function', name: 'mcp__docs__search' },
    ],
    input: [
      user,
      call('exec_command', { cmd: 'ls' }, 'before'),
      user,
      call('exec_command', { cmd: 'git push' }, 'a'),
      { type: 'function_call_output', call_id: 'a', output: 'secret output' },
      call('shell', { command: ['bash', '-lc', 'rm -r x'] }, 'b'),
      call('shell', { command: ['git', 'commit', '-m', "it's"] }, 'c'),
      call('update_plan', { plan: [] }, 'd'),
    ],
  }
  expect(whatPasses(body, 'workspace-write').map(({ question, callId }) => [question, callId])).toEqual([
    [{ kind: 'sandbox', mode: 'workspace-write' }, null],
    [{ kind: 'web_search', mode: 'cached' }, null],
    [{ kind: 'mcp', name: 'docs' }, null],
    [{ kind: 'command', command: 'git push' }, 'a'],
    [{ kind: 'command', command: 'rm -r x' }, 'b'],
    [{ kind: 'command', command: "git commit -m 'it'\\''s'" }, 'c'],
  ])
})

test.each([
  null,
  [],
  'text',
  { tools: 1, input: {} },
  { input: [null] },
  { input: [{ type: 'function_call', name: 'exec_command', call_id: 1, arguments: '{}' }] },
  { input: [{ type: 'function_call', name: 'exec_command', call_id: 'x', arguments: 'not json' }] },
  { input: [{ type: 'function_call', name: 'exec_command', call_id: 'x', arguments: '{"cmd":"  "}' }] },
])('what is not understood is left out: %j', (body) => {
  expect(whatPasses(body, 'a mode of the client’s own')).toEqual([])
})
