import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeBundle, evaluate, type Question } from '../index.ts'
import { globFits } from './host-pattern.ts'

const network = `[experimental_network]
enabled = true
managed_allowed_domains_only = true

[experimental_network.domains]
"*.sub.example" = "allow"
"**.apex.example" = "allow"
"exact.example" = "allow"
"no.exact.example" = "deny"
"bad.sub.example" = "deny"
"**.evil.example" = "deny"
"*.zom" = "allow"
"h?st.example" = "allow"
"UPPER.example" = "allow"
"dot.example." = "allow"
"port.example:8080" = "allow"
"a*b.example" = "allow"
"deep.*.example" = "allow"
`

/** Seen with `curl` in the sandbox of client 0.169.0; "private" is what it says of an allowed address of the device. */
const hosts: [host: string, verdict: 'allowed' | 'denied', words?: string][] = [
  ['x.sub.example', 'allowed'],
  ['a.b.sub.example', 'allowed'],
  ['sub.example', 'denied', 'not on the allowlist'],
  ['apex.example', 'allowed'],
  ['x.apex.example', 'allowed'],
  ['exact.example', 'allowed'],
  ['exact.example.', 'allowed'],
  ['EXACT.example', 'allowed'],
  ['www.exact.example', 'denied', 'not on the allowlist'],
  ['no.exact.example', 'denied', 'explicitly denied'],
  ['bad.sub.example', 'denied', 'explicitly denied'],
  ['x.bad.sub.example', 'allowed'],
  ['evil.example', 'denied', 'explicitly denied'],
  ['x.evil.example', 'denied', 'explicitly denied'],
  ['foo.zom', 'allowed'],
  ['a.foo.zom', 'allowed'],
  ['host.example', 'allowed'],
  ['hst.example', 'denied', 'not on the allowlist'],
  ['upper.example', 'allowed'],
  ['dot.example', 'allowed'],
  ['port.example', 'allowed'],
  ['acccb.example', 'allowed'],
  ['a.b.example', 'allowed'],
  ['deep.x.example', 'allowed'],
  ['deep.x.y.example', 'allowed'],
]

describe('domains', () => {
  test.each(hosts)('%s is %s', (host, verdict, words = '') => {
    const answer = evaluate(network, { kind: 'domain', host })
    expect(answer.verdict).toBe(verdict)
    expect(answer.userSees ?? '').toContain(words)
  })

  test.each([
    ['enabled = true', 'prompted'],
    ['enabled = true\nallowed_domains = ["a.example"]', 'prompted'],
    ['enabled = true\ndenied_domains = ["x.example"]', 'denied'],
    ['enabled = true\nreview_domains = ["x.example"]\nallowed_domains = ["x.example"]', 'prompted'],
    [
      'enabled = true\nmanaged_allowed_domains_only = true\nreview_domains = ["x.example"]\nallowed_domains = ["x.example"]',
      'denied',
    ],
    ['enabled = true\nmanaged_allowed_domains_only = true', 'denied'],
    ['enabled = false\ndenied_domains = ["x.example"]', 'not_restricted'],
    ['denied_domains = ["x.example"]', 'not_restricted'],
  ])('%j: %s', (settings, verdict) => {
    expect(evaluate(`[experimental_network]\n${settings}`, { kind: 'domain', host: 'x.example' }).verdict).toBe(verdict)
  })

  test('a local address passes only when it is written out or local binding is on', () => {
    const of = (host: string, more = '') =>
      evaluate(`[experimental_network]\nenabled=true\nallowed_domains=["localhost","10.0.0.1","*.0.0.2"]\n${more}`, {
        kind: 'domain',
        host,
      })
    expect(of('localhost').verdict).toBe('allowed')
    expect(of('10.0.0.1').verdict).toBe('allowed')
    expect(of('10.0.0.2').userSees).toContain('local/private network addresses are blocked')
    expect(of('10.0.0.2', 'allow_local_binding = true').verdict).toBe('allowed')
  })

  test('the denying line is named, and what it beats', () => {
    expect(evaluate(network, { kind: 'domain', host: 'bad.sub.example' })).toMatchObject({
      because: { key: 'experimental_network.domains."bad.sub.example"', line: 10, column: 1 },
      wins: [{ key: 'experimental_network.domains."*.sub.example"' }],
    })
  })
})

/** Seen with `codex mcp list` of client 0.169.0. */
const servers: [identity: string, asked: { command?: string; args?: string[]; url?: string }, enabled: boolean][] = [
  ['{command="npx"}', { command: 'npx' }, true],
  ['{command="npx"}', { command: 'npx', args: ['-y', 'other'] }, true],
  ['{command="/usr/bin/npx"}', { command: 'npx' }, false],
  ['{command="npx"}', { command: '/usr/bin/npx' }, false],
  ['{url="https://docs.example/mcp"}', { url: 'https://docs.example/mcp' }, true],
  ['{url="https://docs.example/mcp"}', { url: 'https://docs.example/mcp/' }, false],
  ['{url="https://docs.example/mcp"}', { url: 'https://DOCS.example/mcp' }, false],
  ['{url="https://docs.example/mcp"}', { command: 'npx' }, false],
  [
    '{command={executable="npx",args=[{match="exact",value="-y"},{match="prefix",value="@acme/"}]}}',
    { command: 'npx', args: ['-y', '@acme/x'] },
    true,
  ],
  ['{command={executable="npx",args=[{match="exact",value="-y"}]}}', { command: 'npx', args: ['-y', 'more'] }, false],
  ['{command={executable="npx",args=[{match="exact",value="-y"}]}}', { command: 'npx' }, false],
  ['{command={executable="npx",args=[]}}', { command: 'npx' }, true],
  ['{command={executable="npx",args=[]}}', { command: 'npx', args: ['x'] }, false],
  ['{url={match="prefix",value="https://docs.example/"}}', { url: 'https://docs.example/anything' }, true],
  ['{url={match="regex",expression="docs"}}', { url: 'https://docs.example/mcp' }, false],
  ['{url={match="regex",expression="https://docs.example/.*"}}', { url: 'https://docs.example/mcp' }, true],
  ['{url={match="regex",expression="^https://docs.example"}}', { url: 'https://docs.example/mcp' }, false],
  ['{command={executable="npx",args=[{match="regex",expression="a.c"}]}}', { command: 'npx', args: ['abc'] }, true],
  ['{command={executable="npx",args=[{match="regex",expression="a.c"}]}}', { command: 'npx', args: ['xabcx'] }, false],
  ['{command="npx",url="https://docs.example/mcp"}', { command: 'npx' }, true],
  ['{command="npx",url="https://docs.example/mcp"}', { url: 'https://docs.example/mcp' }, false],
]

describe('MCP servers', () => {
  test.each(servers)('%s with %j: %s', (identity, asked, enabled) => {
    const answer = evaluate(`[mcp_servers.docs]\nidentity = ${identity}`, { kind: 'mcp', name: 'docs', ...asked })
    expect(answer.verdict).toBe(enabled ? 'allowed' : 'denied')
    expect(answer.because).toMatchObject({ key: 'mcp_servers.docs', line: 1 })
  })

  test('another name is disabled, an empty list disables all, no list leaves all', () => {
    const ask = { kind: 'mcp', name: 'x', command: 'npx' } as const
    expect(evaluate('[mcp_servers.docs]\nidentity = {command="npx"}', ask).verdict).toBe('denied')
    expect(evaluate('mcp_servers = {}', ask).verdict).toBe('denied')
    expect(evaluate('', ask).verdict).toBe('not_restricted')
  })
})

const remote = `allowed_sandbox_modes = ["read-only", "workspace-write"]
remote_sandbox_config = [{hostname_patterns = ["build-*"], allowed_sandbox_modes = ["read-only"]}]
`
const choices: [policy: string, question: Question, verdict: string, key: string | null][] = [
  ['allowed_sandbox_modes=["read-only"]', { kind: 'sandbox', mode: 'workspace-write' }, 'denied', 'allowed_sandbox_modes'],
  ['allowed_sandbox_modes=["read-only"]', { kind: 'sandbox', mode: 'read-only' }, 'allowed', 'allowed_sandbox_modes'],
  ['', { kind: 'sandbox', mode: 'danger-full-access' }, 'not_restricted', null],
  [remote, { kind: 'sandbox', mode: 'workspace-write' }, 'allowed', 'allowed_sandbox_modes'],
  [remote, { kind: 'sandbox', mode: 'workspace-write', host: 'BUILD-7' }, 'denied', 'remote_sandbox_config[0]'],
  [remote, { kind: 'sandbox', mode: 'workspace-write', host: 'desk' }, 'allowed', 'allowed_sandbox_modes'],
  [
    'permissions={filesystem={deny_read=["~/.ssh"]}}',
    { kind: 'sandbox', mode: 'danger-full-access' },
    'denied',
    'permissions.filesystem.deny_read',
  ],
  ['allowed_approval_policies=["on-request"]', { kind: 'approval', policy: 'never' }, 'denied', 'allowed_approval_policies'],
  [
    'allowed_approval_policies=["on-failure"]',
    { kind: 'approval', policy: 'on-request' },
    'allowed',
    'allowed_approval_policies',
  ],
  ['', { kind: 'approval', policy: 'never' }, 'not_restricted', null],
  ['allowed_web_search_modes=[]', { kind: 'web_search', mode: 'live' }, 'denied', 'allowed_web_search_modes'],
  ['allowed_web_search_modes=[]', { kind: 'web_search', mode: 'disabled' }, 'allowed', 'allowed_web_search_modes'],
  ['allowed_web_search_modes=["live"]', { kind: 'web_search', mode: 'live' }, 'allowed', 'allowed_web_search_modes'],
  ['', { kind: 'web_search', mode: 'live' }, 'not_restricted', null],
  ['features={computer_use=false}', { kind: 'feature', name: 'computer_use' }, 'denied', 'features.computer_use'],
  [
    'feature_requirements={computer_use=true}',
    { kind: 'feature', name: 'computer_use' },
    'allowed',
    'feature_requirements.computer_use',
  ],
  ['features={collab=false}', { kind: 'feature', name: 'multi_agent' }, 'denied', 'features.collab'],
  ['features={colour=false}', { kind: 'feature', name: 'colour' }, 'not_restricted', 'features.colour'],
  ['', { kind: 'feature', name: 'shell_tool' }, 'not_restricted', null],
  ['a = [', { kind: 'feature', name: 'shell_tool' }, 'denied', null],
]

test.each(choices)('%j asked %j: %s', (policy, question, verdict, key) => {
  const answer = evaluate(policy, question)
  expect(answer.verdict).toBe(verdict)
  expect(answer.because?.key ?? null).toBe(key)
  expect(answer.sentence).toMatch(/[.]$/)
})

describe('of a bundle', () => {
  const part = (id: string, contents: string) => ({ id, name: id, contents })
  const rule = (word: string, decision: string) =>
    `rules = {prefix_rules = [{pattern = [{token = "${word}"}], decision = "${decision}"}]}`

  test('the strictest rule of all parts wins, and its part is named', () => {
    const bundle = composeBundle({
      policy: part('pol', rule('git', 'prompt')),
      computed: part('com', `\n${rule('git', 'forbidden')}`),
    })
    expect(evaluate(bundle, { kind: 'command', command: 'git push' })).toMatchObject({
      verdict: 'denied',
      because: { key: 'rules.prefix_rules[0]', fragment: 'com', line: 2 },
      wins: [{ fragment: 'pol', line: 1 }],
    })
  })

  test('nothing served restricts nothing', () => {
    const bundle = composeBundle({ policy: null, computed: null })
    expect(evaluate(bundle, { kind: 'sandbox', mode: 'danger-full-access' }).verdict).toBe('not_restricted')
  })
})

test('an argument list is opened as the client opens its own shell, and only there', () => {
  const policy = 'rules = {prefix_rules = [{pattern = [{token = "git"}, {token = "push"}], decision = "forbidden"}]}'
  const of = (command: string | string[]) => evaluate(policy, { kind: 'command', command })
  expect(of(['git', 'push']).verdict).toBe('denied')
  expect(of(['/bin/bash', '-lc', 'cd x && git push']).verdict).toBe('denied')
  expect(of("bash -lc 'git push'").verdict).toBe('not_restricted')
  expect(of('git push > log')).toMatchObject({ verdict: 'not_restricted', complex: true })
})

test('hostile questions and documents end, and never throw', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  fc.assert(
    fc.property(text, text, (policy, it) => {
      for (const question of [
        { kind: 'command', command: it },
        { kind: 'domain', host: it },
        { kind: 'mcp', name: it, command: it },
        { kind: 'feature', name: it },
      ] satisfies Question[]) {
        evaluate(policy, question)
        evaluate(network, question)
      }
    }),
  )
  const slow = '[mcp_servers.x]\nidentity = {url = {match = "regex", expression = "(a+)+b"}}'
  expect(evaluate(slow, { kind: 'mcp', name: 'x', url: 'a'.repeat(40) }).verdict).toBe('denied')
  expect(evaluate('features = {__proto__ = true}', { kind: 'feature', name: 'constructor' }).verdict).toBe('not_restricted')
  expect(globFits(`${'*a'.repeat(2_000)}b`, 'a'.repeat(4_000))).toBe(false)
})

test('a decision on a document of a thousand rules takes microseconds', () => {
  const rules = Array.from({ length: 1_000 }, (_, n) => `{pattern=[{token="tool${n}"},{any_of=["a","b"]}],decision="forbidden"}`)
  const policy = `rules = {prefix_rules = [\n${rules.join(',\n')}\n]}`
  const ask = () => evaluate(policy, { kind: 'command', command: 'cd x && tool900 b' })
  expect(ask()).toMatchObject({ verdict: 'denied', because: { line: 902 } })
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage() // of this process alone: other work on the machine does not count
    for (let turn = 0; turn < 200; turn++) ask()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 200
  })
  expect(Math.min(...times), 'microseconds each; the aim is 50').toBeLessThan(500)
})
