import { nearest } from '../schema/match-shape.ts'
import { isTable } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import { knownFeatures, legacyFeatures, removedFeatures } from './feature-names.ts'

/** Feature pins (PO-10, client 0.169.0 §18.9): unknown names are ignored with a warning on the client. */
export const checkFeatures: Area = (root, findings) => {
  if (!isTable(root.features)) return
  for (const name of Object.keys(root.features)) {
    if (knownFeatures.has(name)) continue
    const path = ['features', name]
    const legacy = legacyFeatures.get(name)
    if (legacy) {
      findings.add(
        'ineffective',
        'feature_legacy_name',
        path,
        `${name} is an old name the client warns about.`,
        `Write ${legacy}.`,
        'key',
      )
    } else if (removedFeatures.has(name)) {
      const message = `${name} no longer exists in the client; pinning it changes nothing.`
      findings.add('ineffective', 'feature_legacy_name', path, message, 'Remove it.', 'key')
    } else {
      const near = findings.full ? undefined : nearest(name, [...knownFeatures])
      const fix = near ? `Did you mean ${near}?` : 'Remove it, or check the name.'
      findings.add(
        'ineffective',
        'feature_unknown',
        path,
        `The client knows no feature named ${name.slice(0, 60)} and ignores it.`,
        fix,
        'key',
      )
    }
  }
}
