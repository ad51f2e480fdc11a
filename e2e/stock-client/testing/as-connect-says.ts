import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { connectRoutes } from '@bailiwick/contracts'
import type { StockClient } from '../../../dev/stock-client/index.ts'
import type { Company } from './open-company.ts'

/** The text of one step of the connect page for Linux, as a person copies it. */
export async function stepOf(company: Company, key: string, who: 'member' | 'administrator', id: string): Promise<string> {
  const { body } = await (await company.server.person(key)).call(connectRoutes.get)
  const steps = body[who].find((it) => it.system === 'linux')?.steps ?? []
  const step = steps.find((it) => it.id === id)
  if (!step) throw new Error(`the connect page has no step ${id}, only ${steps.map((it) => it.id)}`)
  return step.text
}

/** A fresh client that somebody set up by copying the steps of the connect page: the configuration, and commands in a shell. */
export async function clientAsConnectSays(company: Company, key: string): Promise<StockClient> {
  const client = await company.client({ caFile: '' })
  const trust = company.url.startsWith('https:') ? await stepOf(company, key, 'member', 'trust') : ''
  const environment = await stepOf(company, key, 'member', 'environment')
  const config = (await stepOf(company, key, 'member', 'config')).replace('# cli_auth', 'cli_auth')
  await client.home.writeConfig(config)
  const script = `${trust}${environment}env | grep ^CODEX_`
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script], { env: client.env })
  for (const line of stdout.trim().split('\n')) {
    const [name = '', ...value] = line.split('=')
    client.env[name] = value.join('=')
  }
  return client
}
