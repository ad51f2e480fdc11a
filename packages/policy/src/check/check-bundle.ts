import type { Bundle, Fragment } from '../bundle/bundle.ts'
import { type Merged, mergeFragments } from '../bundle/merge-fragments.ts'
import { isReadable, type ReadFragment, readFragment } from '../bundle/read-fragment.ts'
import type { Check, ClientVersion } from '../problem.ts'
import { matchShape } from '../schema/match-shape.ts'
import { requirementFields } from '../schema/requirements.ts'
import { anything, table } from '../schema/shape.ts'
import { isTable } from '../toml/parse-toml.ts'
import { checkDefaultFragments } from './defaults.ts'
import { checkDevice } from './device.ts'
import { checkFeatures } from './features.ts'
import type { Findings } from './findings.ts'
import { checkHooks } from './hooks.ts'
import { checkMcp } from './mcp.ts'
import { checkMisplaced } from './misplaced.ts'
import { checkModels } from './models.ts'
import { checkNetwork } from './network.ts'
import { checkOlderClient } from './older-client.ts'
import { checkPermissions } from './permissions.ts'
import { newReport } from './report.ts'
import { checkRules } from './rules.ts'
import { checkSandbox } from './sandbox.ts'

const documentShape = table(requirementFields)
/** Providers are typed only after merging: a higher fragment may replace a wrong value (client 0.169.0). */
const fragmentShape = table({ ...requirementFields, model_providers: anything })
const areas = [
  checkMisplaced,
  checkSandbox,
  checkFeatures,
  checkNetwork,
  checkPermissions,
  checkRules,
  checkHooks,
  checkMcp,
  checkModels,
  checkDevice,
]

/** The verdict of a client on a document that is the only fragment it is served (Linux, a fresh client home). Never throws. */
export function checkPolicy(contents: string, options: { client?: ClientVersion } = {}): Check {
  return checkFragments([{ id: '', name: '', contents }], [], options.client ?? '0.169.0', false)
}

/**
 * The verdict of a client on managed defaults that are all it is served, or that are served beside `policy` (TOML). Never throws.
 */
export function checkDefaults(contents: string, options: { client?: ClientVersion; policy?: string } = {}): Check {
  const client = options.client ?? '0.169.0'
  const report = newReport(false)
  const policy = readFragment({ id: '', name: '', contents: options.policy ?? '' }, client)
  checkDefaultFragments([{ id: '', name: '', contents }], isReadable(policy) ? policy.root : {}, client, report)
  return report.result()
}

/**
 * The verdict on the exact bundle a client would be served; the first fragment has the highest priority.
 * Positions are those of the fragment named in each problem. Never throws.
 */
export function checkBundle(bundle: Bundle, options: { client?: ClientVersion } = {}): Check {
  const { requirements_toml, config_toml } = bundle
  const client = options.client ?? '0.169.0'
  return checkFragments(requirements_toml.enterprise_managed, config_toml.enterprise_managed, client, true)
}

function checkFragments(
  fragments: readonly Fragment[],
  defaults: readonly Fragment[],
  client: ClientVersion,
  named: boolean,
): Check {
  const reads = fragments.map((fragment) => readFragment(fragment, client))
  const report = newReport(named)
  for (const read of reads) if (!isReadable(read)) report.addUnreadable(read)
  const readable = reads.filter(isReadable)
  const [first, ...lower] = readable
  if (!first) {
    checkDefaultFragments(defaults, {}, client, report)
    return report.result()
  }
  for (const read of readable) {
    report.addAll(read.findings, (path) => ({ from: read, path }))
    if (lower.length > 0 && client !== '0.130.0')
      report.check((findings) => matchShape(read.root, fragmentShape, [], findings), ownPlaces(read), true)
  }
  const merged = mergeFragments([first, ...lower])
  report.check((findings) => {
    if (client === '0.130.0') {
      checkMisplaced(merged.root, findings, 'document')
      checkOlderClient(merged.root, findings, named ? 'bundle' : 'document')
      return
    }
    matchShape(merged.root, documentShape, [], findings)
    for (const area of areas) area(merged.root, findings, named ? 'bundle' : 'document')
  }, merged.locate)
  report.check(
    (findings) => {
      refuseTwoDirectories(readable, findings)
      refuseTwoNetworks(readable, findings)
    },
    (path) => ({ from: readable[Number(path[0])] ?? first, path: path.slice(1) }),
  )
  checkDefaultFragments(defaults, merged.root, client, report)
  return report.result()
}

const ownPlaces =
  (read: ReadFragment): Merged['locate'] =>
  (path) => ({ from: read, path })

/** Two fragments cannot name different hook directories. The first step of the path is the number of the fragment. */
function refuseTwoDirectories(reads: readonly ReadFragment[], findings: Findings): void {
  let first: unknown
  for (const [index, { root }] of reads.entries()) {
    const directory = isTable(root.hooks) ? root.hooks.managed_dir : undefined
    if (directory === undefined) continue
    first ??= directory
    if (directory === first) continue
    const message = 'Another part of what this group is served names a different hook directory; the client refuses two.'
    findings.add('refused', 'hook_directory', [index, 'hooks', 'managed_dir'], message, 'Use the same directory everywhere.')
  }
}

/** `permissions.network` in one fragment and `experimental_network` in another are refused as they are in one document. */
function refuseTwoNetworks(reads: readonly ReadFragment[], findings: Findings): void {
  const plain = reads.some((read) => read.root.experimental_network !== undefined && !isShared(read))
  if (!plain) return
  for (const [index, read] of reads.entries()) {
    if (!isShared(read)) continue
    const message =
      'Another part of what this group is served writes experimental_network; the client refuses both spellings together.'
    findings.add(
      'refused',
      'feature_spelled_twice',
      [index, 'experimental_network'],
      message,
      'Write experimental_network here too.',
      'key',
    )
  }
}

const isShared = (read: ReadFragment) => read.spelled.get('experimental_network')?.[0] === 'permissions'
