import { matchShape } from '../schema/match-shape.ts'
import { requirementFields } from '../schema/requirements.ts'
import { olderFields } from '../schema/requirements-older.ts'
import { looseTable } from '../schema/shape.ts'
import { isTable, type TomlTable, valueAt } from '../toml/parse-toml.ts'
import type { Scope } from './area.ts'
import type { Findings } from './findings.ts'
import { checkHooks } from './hooks.ts'
import { checkNetwork } from './network.ts'
import { checkRules } from './rules.ts'
import { checkSandbox } from './sandbox.ts'

const shape = looseTable(olderFields)

/** What client 0.130.0, the recorded one from before 0.137.0, makes of a document (§18.22). */
export function checkOlderClient(root: TomlTable, findings: Findings, scope: Scope): void {
  const { windows: _later, ...known } = root
  matchShape(known, shape, [], findings)
  for (const area of [checkSandbox, checkNetwork, checkRules, checkHooks]) area(known, findings, scope)
  for (const key of Object.keys(root)) {
    if (!Object.hasOwn(requirementFields, key) || Object.hasOwn(olderFields, key)) continue
    const message = `Client 0.130.0 does not know ${key} and ignores it.`
    findings.add('ineffective', 'client_too_old', [key], message, 'Update those clients if the requirement matters.', 'key')
  }
  absolutePathsOnly(root, findings)
}

/** It reads deny_read without a home folder to start from. */
function absolutePathsOnly(root: TomlTable, findings: Findings): void {
  const path = ['permissions', 'filesystem', 'deny_read']
  const list = valueAt(root, path)
  if (!Array.isArray(list) || !isTable(root.permissions)) return
  for (const [index, entry] of list.entries()) {
    if (typeof entry !== 'string' || entry.startsWith('/')) continue
    const message = 'Client 0.130.0 refuses a policy whose deny_read has an entry that does not begin with /.'
    findings.add('refused', 'deny_read_path', [...path, index], message, 'Write absolute paths while such clients are in use.')
  }
}
