import { requirementFields } from '../schema/requirements.ts'
import { isTable } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'

/** Top-level keys below a table header belong to that table in TOML: the client swallows or refuses them (§18.20). */
export const checkMisplaced: Area = (root, findings) => {
  for (const table of Object.keys(root)) {
    const value = root[table]
    if (!isTable(value)) continue
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(requirementFields, key) || belongs.get(table)?.includes(key)) continue
      const message = `${key} stands below [${table}] and so belongs to that table: as a requirement it has no effect.`
      findings.add('ineffective', 'misplaced_key', [table, key], message, `Move ${key} above the first [table] header.`, 'key')
    }
  }
}

/** Names that are both a top-level key and something else inside a table. */
const belongs: ReadonlyMap<string, readonly string[]> = new Map([
  ['features', ['apps', 'plugins', 'hooks', 'computer_use', 'browser_use', 'in_app_browser', 'memories']],
  ['computer_use', ['windows']],
])
