import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeStockClient, openAppServer, type StockClient } from '../../../dev/stock-client/index.ts'
import { startBundleServer } from './bundle-server.ts'
import { onDevice } from './enrolled-device.ts'

/** A text of the bundle. */
type Part = { id: string; name: string; contents: string }

/** Every place from which app-server takes configuration on Linux, as texts. */
export interface Layers {
  systemRequirements?: string
  cloudRequirements?: Part[]
  managedConfig?: string
  systemConfig?: string
  cloudDefaults?: Part[]
  userConfig?: string
  projectConfig?: string
  projectTrusted?: boolean
  /** TOML; each of its lines goes behind a `-c` of its own. */
  sessionFlags?: string
}

/** What the client makes of them, in its own words and spelling; its home is written as `<home>`, the project as `<project>`. */
export interface Seen {
  /** Why it did not start; the rest is empty then. */
  refused: string | null
  /** `configRequirements/read`, without what is null. */
  requirements: Record<string, unknown>
  /** Dotted key to the layer that configured it, before requirements clamp anything. */
  origins: Record<string, string>
  /** What a new thread got. */
  thread: Record<string, unknown>
  warnings: string[]
}

const claims = {
  iss: 'https://127.0.0.1',
  sub: 'u1',
  email: 'ada@example.com',
  exp: 1_999_999_999,
  'https://api.openai.com/auth': {
    chatgpt_plan_type: 'enterprise',
    chatgpt_account_id: 'acct-1',
    chatgpt_user_id: 'user-1',
    user_id: 'user-1',
  },
}
const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** The client reads claims and checks no signature (0.169.0). */
const token = `${coded({ alg: 'none' })}.${coded(claims)}.x`

/** Sets a device up with these layers and asks the client's own app-server what is in force. */
export async function askDevice(layers: Layers): Promise<Seen> {
  const bundle = {
    config_toml: { enterprise_managed: layers.cloudDefaults ?? [] },
    requirements_toml: { enterprise_managed: layers.cloudRequirements ?? [] },
  }
  const server = await startBundleServer(bundle)
  const client = await makeStockClient({ chatgptBaseUrl: server.chatgptBaseUrl })
  try {
    const { home } = client
    const trust = layers.projectTrusted ? `\n[projects.${JSON.stringify(home.workDir)}]\ntrust_level = "trusted"\n` : ''
    await home.writeConfig(
      `chatgpt_base_url = "${server.chatgptBaseUrl}"\ncli_auth_credentials_store = "file"\n${layers.userConfig ?? ''}${trust}`,
    )
    await home.writeAuth({
      OPENAI_API_KEY: null,
      tokens: { id_token: token, access_token: token, refresh_token: 'r', account_id: 'acct-1' },
      last_refresh: new Date().toISOString(),
    })
    if (layers.projectConfig !== undefined) {
      await mkdir(join(home.workDir, '.codex'))
      await writeFile(join(home.workDir, '.codex', 'config.toml'), layers.projectConfig)
    }
    const device = await onDevice(client, {
      ...(layers.systemRequirements !== undefined && { 'requirements.toml': layers.systemRequirements }),
      ...(layers.managedConfig !== undefined && { 'managed_config.toml': layers.managedConfig }),
      ...(layers.systemConfig !== undefined && { 'config.toml': layers.systemConfig }),
    })
    const flags = (layers.sessionFlags ?? '').split('\n').flatMap((flag) => (flag === '' ? [] : ['-c', flag]))
    const withFlags = { ...device, start: (args: string[], run = {}) => device.start([...args, ...flags], run) }
    const plain = (text: string) => text.replaceAll(home.workDir, '<project>').replaceAll(home.codexHome, '<home>')
    return JSON.parse(plain(JSON.stringify(await ask(withFlags)))) as Seen // what was stringified
  } finally {
    await client.dispose()
    await server.close()
  }
}

async function ask(device: StockClient): Promise<Seen> {
  const nothing = { requirements: {}, origins: {}, thread: {}, warnings: [] }
  const app = await openAppServer(device).catch((error: unknown) => String(error))
  if (typeof app === 'string') return { ...nothing, refused: app.replace(/^.*?initialize: /, '').trim() }
  try {
    const cwd = device.home.workDir
    const { requirements } = await app.call<{ requirements: Record<string, unknown> | null }>('configRequirements/read')
    const { origins } = await app.call<{ origins: Record<string, { name: { type: string; id?: string } }> }>('config/read', {
      includeLayers: true,
      cwd,
    })
    const thread = await app.call('thread/start', { cwd })
    const summaries = app.notifications
      .filter(({ method }) => method === 'configWarning')
      .map(({ params }) => String(params.summary))
    return {
      refused: null,
      requirements: Object.fromEntries(Object.entries(requirements ?? {}).filter(([, value]) => value !== null)),
      origins: Object.fromEntries(
        Object.entries(origins)
          .filter(([key]) => !/^projects\.|^chatgpt_base_url$|^cli_auth/.test(key))
          .map(([key, { name }]) => [key, name.id ? `${name.type} ${name.id}` : name.type]),
      ),
      thread: Object.fromEntries(
        ['model', 'modelProvider', 'approvalPolicy', 'approvalsReviewer', 'sandbox'].map((key) => [key, thread[key]]),
      ),
      warnings: summaries.filter((it) => !it.includes('bubblewrap')),
    }
  } catch (error) {
    return { ...nothing, refused: String(error) }
  } finally {
    await app.close()
  }
}
