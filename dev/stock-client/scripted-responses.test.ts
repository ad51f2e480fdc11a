import { request } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { offeredTools, type ScriptedOptions, type ScriptedResponses, startScriptedResponses } from './scripted-responses.ts'

let model: ScriptedResponses
afterEach(() => model.close())

const begin = async (options?: ScriptedOptions) => {
  model = await startScriptedResponses(options)
}
const ask = (init: RequestInit = {}) =>
  fetch(`${model.baseUrl}/responses`, { method: 'POST', body: JSON.stringify({ model: 'm', input: [] }), ...init })

test('steps are played in order, and a request beyond the script is told so', async () => {
  await begin()
  model.script({ message: 'one' }, { call: 'exec_command', args: { cmd: 'ls' } })
  expect(await (await ask()).text()).toContain('"text":"one"')
  expect(await (await ask()).text()).toContain('"name":"exec_command","arguments":"{\\"cmd\\":\\"ls\\"}"')
  expect((await ask()).status).toBe(400)
  expect(model.requests.map((request) => request.body?.model)).toEqual(['m', 'm', 'm'])
})

test('a caller without the key is refused and recorded', async () => {
  await begin({ key: 'sk-1' })
  model.script({ message: 'hello' })
  expect((await ask()).status).toBe(401)
  expect((await ask({ headers: { authorization: 'Bearer sk-1' } })).status).toBe(200)
  expect(model.requests).toHaveLength(2)
})

test('a caller that hangs up in the middle of a stream is recorded as closed early', async () => {
  await begin()
  model.script({ hang: 'stream' })
  const hangUp = new AbortController()
  await ask({ signal: hangUp.signal })
  hangUp.abort()
  const begun = await model.request(1)
  await begun.over
  expect(begun.closedEarly).toBe(true)
})

test('pieces are held back until they are released', async () => {
  await begin()
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  model.script({ chunks: ['first ', 'second'], until })
  const reader = (await ask()).body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('first ')) text += (await reader?.read())?.value ?? ''
  expect(text).not.toContain('second')
  release()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value
  expect(text).toContain('"text":"first second"')
})

test('a websocket upgrade is answered 426', async () => {
  await begin()
  const status = await new Promise((resolve) => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' }
    request(`${model.baseUrl}/responses`, { headers: upgrade }, (res) => resolve(res.resume().statusCode)).end()
  })
  expect(status).toBe(426)
  expect(model.others).toHaveLength(1)
})

test('offered tools are found in both places the client puts them', () => {
  expect(
    offeredTools({ model: 'm', input: [], tools: [{ type: 'function', name: 'exec_command' }, { type: 'web_search' }] }),
  ).toEqual(['exec_command', 'web_search'])
  const additional = [{ type: 'namespace', name: 'functions', tools: [{ type: 'custom', name: 'exec' }] }]
  expect(offeredTools({ model: 'm', input: [{ type: 'additional_tools', tools: additional }] })).toEqual(['exec'])
})
