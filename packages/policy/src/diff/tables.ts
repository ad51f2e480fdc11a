import { knownFeatures, legacyFeatures } from '../check/feature-names.ts'
import { identityText } from '../evaluate/mcp.ts'
import { tableOf, tablesOf, textsOf } from '../explain/explainer.ts'
import { shownValue, switchEffects } from '../explain/switches.ts'
import { dotted, isTable, type Path, type TomlValue } from '../toml/parse-toml.ts'
import { type ChangeEffect, type Comparer, canonical, type Report } from './change.ts'
import { compareHeldBack } from './lists.ts'

type Value = TomlValue | undefined

/** Pins: off is tighter than free, and free is not the same as on. Names the client does not know change nothing. */
const compareFeatures: Comparer = (before, after, report) => {
  const [was, is] = [pinsOf(before), pinsOf(after)]
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(name), is.get(name)]
    if (old === now) continue
    const say = (pin: boolean | undefined) => (pin === undefined ? 'free' : pin ? 'on' : 'off')
    const effect = !knownFeatures.has(name) ? 'no_effect' : now === false ? 'tightened' : old === false ? 'loosened' : 'changed'
    report(
      ['features', name],
      effect,
      old === undefined ? null : say(old),
      now === undefined ? null : say(now),
      `The feature ${name} was ${say(old)} and is now ${say(now)}.`,
    )
  }
}

function pinsOf(value: Value): Map<string, boolean> {
  const pins = Object.entries(tableOf(value)).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean')
  return new Map(pins.map(([name, on]) => [legacyFeatures.get(name) ?? name, on]))
}

/** Lists of MCP servers: no list allows all, another entry allows one more. */
function compareServers(path: Path, noun: string, before: Value, after: Value, report: Report) {
  if (before === undefined || after === undefined) {
    const listed = after !== undefined
    const sentence = listed ? `Only the ${noun}s that are listed stay enabled.` : `Any ${noun} may be used: the list is gone.`
    return report(
      path,
      listed ? 'tightened' : 'loosened',
      listed ? null : shownNames(before),
      listed ? shownNames(after) : null,
      sentence,
    )
  }
  const [was, is] = [tableOf(before), tableOf(after)]
  const identity = (server: Value) => (server === undefined ? null : identityText(tableOf(tableOf(server).identity)))
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const [old, now] = [own(was, name), own(is, name)]
    if (canonical(old) === canonical(now)) continue
    const effect = old === undefined ? 'loosened' : now === undefined ? 'tightened' : 'changed'
    const sentence =
      effect === 'changed'
        ? `The ${noun} ${name} must now be ${identity(now)} instead of ${identity(old)}.`
        : `The ${noun} ${name} is ${now === undefined ? 'no longer' : 'now'} allowed.`
    report([...path, name], effect, identity(old), identity(now), sentence)
  }
}

const shownNames = (value: Value) => Object.keys(tableOf(value)).join(', ') || 'none'
const own = (table: Record<string, TomlValue>, name: string) => (Object.hasOwn(table, name) ? table[name] : undefined)

const comparePlugins: Comparer = (before, after, report) => {
  const [was, is] = [tableOf(before), tableOf(after)]
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const servers = (table: typeof was) => tableOf(own(table, name)).mcp_servers
    if (canonical(servers(was)) === canonical(servers(is))) continue
    compareServers(['plugins', name, 'mcp_servers'], `MCP server of the plugin ${name}`, servers(was), servers(is), report)
  }
}

const compareProfiles: Comparer = (before, after, report) => {
  const path = ['allowed_permission_profiles']
  const allowed = (value: Value) =>
    Object.entries(tableOf(value))
      .filter(([, on]) => on === true)
      .map(([name]) => name)
  if (before === undefined || after === undefined) {
    const listed = after !== undefined
    const sentence = listed
      ? 'Only the permission profiles that are listed may be chosen.'
      : 'Any permission profile may be chosen.'
    return report(
      path,
      listed ? 'tightened' : 'loosened',
      listed ? null : allowed(before).join(', '),
      listed ? allowed(after).join(', ') : null,
      sentence,
    )
  }
  const [was, is] = [allowed(before), allowed(after)]
  for (const name of new Set([...was, ...is])) {
    if (was.includes(name) === is.includes(name)) continue
    const added = is.includes(name)
    report(
      [...path, name],
      added ? 'loosened' : 'tightened',
      String(!added),
      String(added),
      `The permission profile ${name} may ${added ? 'now' : 'no longer'} be chosen.`,
    )
  }
  if (was.toSorted().join('\n') === is.toSorted().join('\n'))
    report(path, 'no_effect', null, null, 'The same permission profiles may be chosen.')
}

const comparePermissions: Comparer = (before, after, report) => {
  const [was, is] = [tableOf(before), tableOf(after)]
  const denied = (table: typeof was) => textsOf(tableOf(own(table, 'filesystem')).deny_read)
  const holds = (entry: string) => /^(\/|~\/)/.test(entry)
  const path = ['permissions', 'filesystem', 'deny_read']
  const [old, now] = [denied(was), denied(is)]
  compareHeldBack(path, old.filter(holds), now.filter(holds), 'closed to reading', report)
  const idle = (list: string[]) => canonical(list.filter((entry) => !holds(entry)).toSorted())
  if (idle(old) !== idle(now))
    report(path, 'no_effect', null, null, 'Relative entries differ; they protect nothing in the workspace.')
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (name !== 'filesystem') compareLeaves(['permissions', name], own(was, name), own(is, name), report)
  }
}

const compareReview: Comparer = (before, after, report) => {
  const [was, is] = [tableOf(before), tableOf(after)]
  const key = 'required_on_models'
  compareHeldBack(['auto_review', key], textsOf(was[key]), textsOf(is[key]), 'a model that needs the automatic reviewer', report)
  compareLeaves(['auto_review', 'ignore_rules'], was.ignore_rules, is.ignore_rules, report)
}

const compareMarketplaces: Comparer = (before, after, report) => {
  const [was, is] = [tableOf(before), tableOf(after)]
  const only = (table: typeof was) => table.restrict_to_allowed_sources === true
  const path = ['marketplaces']
  if (only(was) !== only(is)) {
    const sentence = only(is) ? 'Plugins now come only from the sources that are listed.' : 'Plugins may come from any source.'
    report(
      [...path, 'restrict_to_allowed_sources'],
      only(is) ? 'tightened' : 'loosened',
      String(only(was)),
      String(only(is)),
      sentence,
    )
  }
  const [old, now] = [tableOf(was.allowed_sources), tableOf(is.allowed_sources)]
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (canonical(own(old, name)) === canonical(own(now, name))) continue
    const both = own(old, name) !== undefined && own(now, name) !== undefined
    const effect =
      !only(was) || !only(is) ? 'no_effect' : both ? 'changed' : own(now, name) === undefined ? 'tightened' : 'loosened'
    report(
      [...path, 'allowed_sources', name],
      effect,
      null,
      null,
      `The source ${name} of plugins ${both ? 'changes' : own(now, name) === undefined ? 'is gone' : 'is new'}.`,
    )
  }
}

/** Hooks stand in lists that are run in order. */
const compareHooks: Comparer = (before, after, report) => {
  const [was, is] = [tableOf(before), tableOf(after)]
  for (const event of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const [old, now] = [own(was, event), own(is, event)]
    if (canonical(old) === canonical(now)) continue
    const parts = (value: Value) => canonical(tablesOf(value).map(canonical).toSorted())
    const moved = Array.isArray(old) && Array.isArray(now) && parts(old) === parts(now)
    const shown = (value: Value) => (value === undefined ? null : shownValue(value))
    report(
      ['hooks', event],
      moved ? 'moved' : 'changed',
      shown(old),
      shown(now),
      `What runs at ${event} ${moved ? 'stands in another order' : 'changes'}.`,
    )
  }
}

/** Everything else, value by value. */
export function compareLeaves(path: Path, before: Value, after: Value, report: Report): void {
  if (canonical(before) === canonical(after)) return
  if ((isTable(before) || before === undefined) && (isTable(after) || after === undefined)) {
    const [was, is] = [tableOf(before), tableOf(after)]
    const keys = new Set([...Object.keys(was), ...Object.keys(is)])
    for (const key of keys) compareLeaves([...path, key], own(was, key), own(is, key), report)
    if (keys.size === 0) report(path, 'no_effect', null, null, `${dotted(path)} is empty.`)
    return
  }
  const shown = (value: Value) => (value === undefined ? null : shownValue(value))
  const say = (value: Value) => shown(value) ?? 'not set'
  report(
    path,
    leafEffect(dotted(path), before, after),
    shown(before),
    shown(after),
    `${dotted(path)} was ${say(before)} and is now ${say(after)}.`,
  )
}

/** A switch that only opens or closes something has a direction; so has allow and deny, and a provider or place that is forced. */
function leafEffect(key: string, before: Value, after: Value): ChangeEffect {
  const effects = switchEffects(key)
  const rank = (value: Value): number | undefined => {
    if (typeof value === 'boolean' && /^apps\.[^.]+\.enabled$/.test(key)) return value ? 0 : 1
    if (typeof value === 'boolean' && effects)
      return value === (effects[0] === 'limits') ? 1 : effects.includes('limits') ? 0 : undefined
    if (value === 'deny' || value === 'allow') return value === 'deny' ? 1 : -1
    if (key === 'model_provider' || key === 'enforce_residency') return value === undefined ? 0 : 1
    return undefined
  }
  const [was, is] = [
    before === undefined ? (rank(before) ?? 0) : rank(before),
    after === undefined ? (rank(after) ?? 0) : rank(after),
  ]
  if (was === undefined || is === undefined || was === is) return 'changed'
  return is > was ? 'tightened' : 'loosened'
}

/** Keys whose tables or lists mean more than their values. */
export const compareTables: Record<string, Comparer> = {
  features: compareFeatures,
  mcp_servers: (before, after, report) => compareServers(['mcp_servers'], 'MCP server', before, after, report),
  plugins: comparePlugins,
  allowed_permission_profiles: compareProfiles,
  permissions: comparePermissions,
  auto_review: compareReview,
  marketplaces: compareMarketplaces,
  hooks: compareHooks,
}
