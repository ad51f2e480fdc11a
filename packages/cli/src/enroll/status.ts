import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DeviceLayers, type Fragment, type Layer, type Simulation, simulateLayers } from '@bailiwick/policy'
import { z } from 'zod'
import { type Device, fileOf } from './places.ts'
import { findReceipt } from './receipt.ts'
import { missing } from './replace-file.ts'

export interface Status {
  lines: string[]
  /** Enrolled, readable, and nothing on this device beats the server. */
  good: boolean
}

/** What is in force on this device, from its files and the bundle that the client keeps; nothing is asked over the network. */
export async function statusOf(device: Device, hostName: string): Promise<Status> {
  const files = {
    systemRequirements: join(device.systemFolder, 'requirements.toml'),
    managedConfig: join(device.systemFolder, 'managed_config.toml'),
    systemConfig: join(device.systemFolder, 'config.toml'),
    userConfig: join(device.codexHome, 'config.toml'),
  }
  const layers: DeviceLayers = { hostName }
  const lines: string[] = []
  for (const [name, file] of Object.entries(files)) {
    const text = await readFile(file, 'utf8').catch(missing)
    lines.push(`${text === undefined ? 'not there' : 'there    '}  ${file}`)
    if (text !== undefined) Object.assign(layers, { [name]: text })
  }
  const bundle = await keptBundle(device.codexHome)
  lines.push(`${bundle ? 'there    ' : 'not there'}  the server’s bundle, as the client keeps it`)
  const simulation = simulateLayers({ ...layers, ...bundle })
  const receipts = await Promise.all([fileOf('system', device), fileOf('user', device)].map(async (file) => findReceipt(file)))
  const enrolled = receipts.filter((it) => it !== undefined)
  for (const { mode, server, at } of enrolled) lines.push(`Enrolled at ${server} (${mode}) on ${at}.`)
  if (enrolled.length === 0) lines.push('Not enrolled by this command.')
  const beats = beatingTheServer(simulation, layers)
  lines.push(...inForce(simulation), ...beats, ...unreadable(simulation))
  if (process.platform === 'darwin') lines.push('Profiles of an MDM are not looked at; they would beat all of this.')
  return { lines, good: enrolled.length > 0 && beats.length === 0 && simulation.unreadable.length === 0 }
}

const shown = (value: unknown) => JSON.stringify(value, (_key, it: unknown) => (typeof it === 'bigint' ? Number(it) : it))

function inForce({ requirements, config }: Simulation): string[] {
  if (requirements.length === 0) return ['No requirements: a user decides everything.']
  const held = config.flatMap(({ key, held: by, layer }) =>
    by ? [`  ${key} of ${layer.name} ${by.to === undefined ? 'has no effect' : `becomes ${shown(by.to)}`}`] : [],
  )
  return [
    'Requirements in force:',
    ...requirements.map(({ key, value, layer }) => `  ${key} = ${shown(value)}  (${layer.name})`),
    ...(held.length > 0 ? ['What they do to the configuration:', ...held] : []),
  ]
}

const aboveTheServer = (layer: Layer) => ['managed_config', 'mdm_config', 'mdm_requirements'].includes(layer.kind)

function beatingTheServer({ requirements, config }: Simulation, layers: DeviceLayers): string[] {
  const required = requirements.filter(({ layer }) => aboveTheServer(layer)).map(({ key, layer }) => `  ${key} (${layer.name})`)
  const configured = config
    .filter(({ layer, held }) => aboveTheServer(layer) && !held)
    .map(({ key, layer }) => `  ${key} (${layer.name})`)
  const lines = required.length > 0 ? ['These beat whatever the server requires:', ...required] : []
  if (layers.managedConfig !== undefined && configured.length > 0)
    lines.push('These beat the server’s managed defaults:', ...configured)
  return lines
}

const unreadable = ({ unreadable: layers }: Simulation): string[] =>
  layers.map(
    ({ layer, line, column, message }) => `Codex does not start: ${layer.name}, line ${line}, column ${column}: ${message}`,
  )

const fragments = z.object({
  enterprise_managed: z.array(z.object({ id: z.string(), name: z.string(), contents: z.string() })).nullish(),
})
const Cache = z.object({
  signed_payload: z.object({ bundle: z.object({ config_toml: fragments.nullish(), requirements_toml: fragments.nullish() }) }),
})

async function keptBundle(codexHome: string): Promise<{ cloudRequirements: Fragment[]; cloudDefaults: Fragment[] } | undefined> {
  const text = await readFile(join(codexHome, 'cloud-config-bundle-cache.json'), 'utf8').catch(missing)
  if (text === undefined) return undefined
  const { success, data } = Cache.safeParse(parsed(text))
  if (!success) return undefined
  const { config_toml, requirements_toml } = data.signed_payload.bundle
  return {
    cloudRequirements: requirements_toml?.enterprise_managed ?? [],
    cloudDefaults: config_toml?.enterprise_managed ?? [],
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
