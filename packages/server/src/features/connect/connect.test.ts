import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectRoutes, systems } from '@bailiwick/contracts'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { forcedProvider } from '../policies/delivery/index.ts'
import { administratorSteps } from './administrator-steps.ts'
import { automationSteps } from './automation-steps.ts'
import { memberSteps } from './member-steps.ts'
import type { Here } from './place.ts'
import { forPowerShell } from './quoting.ts'

let it: TestServer
let home: string
beforeAll(async () => {
  it = await startTestServer()
  home = mkdtempSync(join(tmpdir(), 'bailiwick-connect-'))
})
afterAll(async () => {
  rmSync(home, { recursive: true, force: true })
  await it.close()
})

const pem = '-----BEGIN CERTIFICATE-----\nMIIB+/=\n-----END CERTIFICATE-----\n'
const here: Here = {
  publicUrl: 'https://codex.acme.test:8443',
  https: true,
  caPem: pem,
  workspaceId: '0d6f2c4e-0000-4000-8000-000000000001',
  deviceCode: true,
}
const textOf = (steps: { id: string; text: string }[], id: string) => steps.find((step) => step.id === id)?.text ?? ''
/** Runs shell lines with nothing of ours in the environment. */
const sh = (script: string) =>
  execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: home } })

test('a member is shown every step, with their own right to use Codex', async () => {
  const { body } = await it.as('dan').call(connectRoutes.get)
  expect(body).toMatchObject({
    publicUrl: 'http://127.0.0.1:8787',
    https: false,
    clientId: 'codex-cli',
    deviceCode: true,
    caPem: null,
    mayUseCodexLocal: { allowed: true },
  })
  expect(body.member.map((it) => it.system)).toEqual([...systems])
  for (const { steps } of body.member)
    expect(steps.map((it) => it.id)).toEqual(['install', 'config', 'environment', 'sign-in', 'verify'])
  for (const { steps } of body.administrator) expect(steps.map((it) => it.id)).toEqual(['device-file', 'environment-everyone'])
  expect(body.surfaces.filter((it) => it.state === 'not_proven').map((it) => it.name)).toContain('Desktop app')
  expect((await it.anonymous.call(connectRoutes.get)).problem?.code).toBe('access.sign_in_needed')
  const elsewhere = await it.as('mallory').call(connectRoutes.get, { params: { workspaceId: it.seeded.workspaces.acme } })
  expect(elsewhere.problem?.code).toBe('workspace.not_found')
})

test('the files are TOML with the addresses of this server', () => {
  for (const system of systems) {
    expect(parse(textOf(memberSteps(here, system), 'config'))).toEqual({
      chatgpt_base_url: 'https://codex.acme.test:8443/backend-api',
      openai_base_url: 'https://codex.acme.test:8443/backend-api/codex',
    })
    // Without the provider, somebody who is not signed in would work elsewhere under no policy (seen with client 0.169.0).
    expect(parse(textOf(administratorSteps(here, system), 'device-file'))).toEqual({
      chatgpt_base_url: 'https://codex.acme.test:8443/backend-api',
      allowed_login_methods: ['chatgpt'],
      allowed_chatgpt_workspaces: [here.workspaceId],
      ...forcedProvider(here.publicUrl),
    })
  }
})

test('a shell reads the variables as they are meant', () => {
  for (const system of ['macos', 'linux'] as const) {
    const set = textOf(memberSteps(here, system), 'environment')
    const seen = sh(`${set}env | grep ^CODEX_ | sort`).trim().split('\n')
    expect(seen).toEqual([
      'CODEX_APP_SERVER_LOGIN_CLIENT_ID=codex-cli',
      'CODEX_APP_SERVER_LOGIN_ISSUER=https://codex.acme.test:8443',
      'CODEX_AUTHAPI_BASE_URL=https://codex.acme.test:8443/api/accounts',
      'CODEX_REVOKE_TOKEN_URL_OVERRIDE=https://codex.acme.test:8443/oauth/revoke',
    ])
  }
})

test('the private authority reaches the client, now and in new shells', () => {
  const trust = textOf(memberSteps(here, 'linux'), 'trust')
  const file = sh(`${trust}printf %s "$CODEX_CA_CERTIFICATE"`)
  expect(readFileSync(file, 'utf8')).toBe(pem)
  expect(sh(`. ~/.bashrc; printf %s "$CODEX_CA_CERTIFICATE"`)).toBe(file)
  expect(memberSteps({ ...here, caPem: null }, 'linux').map((step) => step.id)).not.toContain('trust')
})

test('nothing in an address or a certificate becomes a command or another key', () => {
  const nasty = `https://a'; touch "$HOME/taken"; $(touch "$HOME/taken") \`touch "$HOME/taken"\` "\nmodel_provider = "x`
  const hostile = { ...here, publicUrl: nasty, caPem: nasty }
  const steps = memberSteps(hostile, 'linux')
  const login = textOf(steps, 'sign-in').replace(/^codex /, `printf '%s|' `)
  expect(sh(login).split('|')).toEqual([
    'login',
    '--device-auth',
    '--experimental_issuer',
    nasty,
    '--experimental_client-id',
    'codex-cli',
    '',
  ])
  expect(sh(`${textOf(steps, 'environment')}printf %s "$CODEX_APP_SERVER_LOGIN_ISSUER"`)).toBe(nasty)
  sh(textOf(steps, 'trust'))
  expect(sh('ls "$HOME"')).not.toContain('taken')
  expect(Object.keys(parse(textOf(steps, 'config')))).toEqual(['chatgpt_base_url', 'openai_base_url'])
  const device = parse(textOf(administratorSteps(hostile, 'linux'), 'device-file'))
  expect(device.chatgpt_base_url).toBe(`${nasty}/backend-api`)
  expect(forPowerShell('a\'b\u2019c"$(d)`e')).toBe("'a''b\u2019\u2019c\"$(d)`e'")
})

test('where device code is off, the way that is left is said', () => {
  const browser = memberSteps({ ...here, deviceCode: false }, 'linux').find((step) => step.id === 'sign-in')
  expect(browser?.text).toBe('codex\n')
  expect(browser?.why).toContain('Sign in with ChatGPT')
  const none = memberSteps({ ...here, deviceCode: false, https: false }, 'linux').find((step) => step.id === 'sign-in')
  expect(none?.why).toContain('needs this server on https')
})

test('a job gets a home of its own, this server in it, and an environment that keeps the token here', () => {
  const steps = automationSteps(here, 'linux')
  expect(steps.map((step) => step.id)).toEqual([
    'automation-install',
    'automation-config',
    'automation-trust',
    'automation-environment',
    'automation-run',
  ])
  const made = sh(
    `cd "$HOME"; ${textOf(steps, 'automation-config')}${textOf(steps, 'automation-environment')}
    printf '%s\\n' "$CODEX_HOME" "$CODEX_AUTHAPI_BASE_URL" "$CODEX_ACCESS_TOKEN"`,
  )
  expect(made.trim().split('\n')).toEqual([`${home}/.codex-home`, `${here.publicUrl}/api/accounts`, '<from your secrets>'])
  expect(parse(readFileSync(join(home, '.codex-home', 'config.toml'), 'utf8'))).toEqual({
    chatgpt_base_url: `${here.publicUrl}/backend-api`,
    openai_base_url: `${here.publicUrl}/backend-api/codex`,
    cli_auth_credentials_store: 'file',
  })
  const windows = automationSteps(here, 'windows').map((step) => step.text)
  expect(windows.join('\n')).toContain(`$env:CODEX_AUTHAPI_BASE_URL = '${here.publicUrl}/api/accounts'`)
})
