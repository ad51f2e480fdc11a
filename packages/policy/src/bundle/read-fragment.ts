import { type Findings, newFindings } from '../check/findings.ts'
import type { ClientVersion } from '../problem.ts'
import { profileShape } from '../schema/permissions.ts'
import { aliases, cloudIgnoredKeys, type RequirementKey, requirementFields } from '../schema/requirements.ts'
import { olderFields } from '../schema/requirements-older.ts'
import { map, table } from '../schema/shape.ts'
import { useUsualForms } from '../schema/use-usual-forms.ts'
import { isTable, type Path, parseToml, type TomlTable, valueAt } from '../toml/parse-toml.ts'
import type { Fragment } from './bundle.ts'

/** A fragment as the client reads it: one spelling for each key, local-only keys taken out. */
export interface ReadFragment {
  fragment: Fragment
  root: TomlTable
  /** Findings that only the text as written can show. */
  findings: Findings
  /** Where a key of `root` is written, when it is spelled otherwise in the text. */
  spelled: ReadonlyMap<string, Path>
}

export type Unreadable = { fragment: Fragment; line: number; column: number; message: string; deep: boolean }

/** Parses a fragment; keys the bundle cannot carry are reported and removed. Never throws. */
export function readFragment(fragment: Fragment, client: ClientVersion = '0.169.0'): ReadFragment | Unreadable {
  const parsed = parseToml(fragment.contents, client === '0.130.0' ? 'table' : 'text')
  if (!parsed.ok) return { fragment, ...parsed }
  const findings = newFindings()
  const root: TomlTable = { ...parsed.root }
  const spelled = new Map<string, Path>()
  for (const key of cloudIgnoredKeys) {
    if (!Object.hasOwn(root, key)) continue
    const message = `${key} is read from the device only; in a policy from the server the client ignores it without a word.`
    findings.add(
      'ineffective',
      'cloud_ignored_key',
      [key],
      message,
      'Put it into /etc/codex/requirements.toml on the devices.',
      'key',
    )
    delete root[key]
  }
  if (client === '0.169.0' && Object.hasOwn(root, 'config_server')) {
    const message = 'config_server belongs to the device; a policy that carries it is refused.'
    findings.add(
      'refused',
      'local_only_key',
      ['config_server'],
      message,
      'Put it into /etc/codex/requirements.toml on the devices.',
      'key',
    )
    delete root.config_server
  }
  for (const [alias, key] of Object.entries(aliases)) {
    if (client === '0.169.0' || key === 'features') useOneSpelling(root, alias, key, findings, spelled)
  }
  if (client === '0.169.0') moveSharedNetwork(root, findings, spelled)
  const usual = useUsualForms(root, client === '0.169.0' ? formShape : olderFormShape, [], findings)
  return { fragment, root: isTable(usual) ? usual : root, findings, spelled }
}

/** What each part may be written as. */
const formShape = table({ ...requirementFields, permissions: map(profileShape) })
const olderFormShape = table(olderFields)

function useOneSpelling(
  root: TomlTable,
  alias: string,
  key: RequirementKey,
  findings: Findings,
  spelled: Map<string, Path>,
): void {
  const value = root[alias]
  if (!Object.hasOwn(root, alias) || value === undefined) return
  delete root[alias]
  if (Object.hasOwn(root, key)) {
    const message = `${alias} and ${key} are the same key; the client refuses both together.`
    findings.add('refused', 'feature_spelled_twice', [alias], message, `Move its entries into ${key}.`, 'key')
    return
  }
  root[key] = value
  spelled.set(key, [alias])
}

/** `permissions.network` is read as `experimental_network`, unless it looks like a profile, which is refused. */
function moveSharedNetwork(root: TomlTable, findings: Findings, spelled: Map<string, Path>): void {
  const network = valueAt(root, ['permissions', 'network'])
  if (network === undefined || !isTable(root.permissions)) return
  const path = ['permissions', 'network']
  const { network: _moved, ...others } = root.permissions
  root.permissions = others
  const profileLike =
    !isTable(network) ||
    Object.keys(network).length === 0 ||
    ['description', 'extends', 'workspace_roots', 'filesystem', 'network'].some((field) => Object.hasOwn(network, field))
  if (profileLike) {
    findings.add(
      'refused',
      'permission_profile',
      path,
      'A profile cannot be named network.',
      'Choose another name, for example network-access.',
      'key',
    )
  } else if (Object.hasOwn(root, 'experimental_network')) {
    const message = 'permissions.network and experimental_network are the same key; the client refuses both together.'
    findings.add('refused', 'feature_spelled_twice', path, message, 'Move its entries into experimental_network.', 'key')
  } else {
    root.experimental_network = network
    spelled.set('experimental_network', path)
  }
}

export const isReadable = (read: ReadFragment | Unreadable): read is ReadFragment => 'root' in read
