import { knownFeatures, legacyFeatures, removedFeatures } from '../check/feature-names.ts'
import { isTable } from '../toml/parse-toml.ts'
import { type Answer, answer } from './question.ts'
import type { Reading } from './reading.ts'

/** Feature pins (PO-10; client 0.169.0 §18.9): a pin overrides the user, old names count for the new ones. */
export function evaluateFeature(reading: Reading, given: string): Answer {
  const name = legacyFeatures.get(given) ?? given
  const pins = isTable(reading.root.features) ? reading.root.features : {}
  const spellings = [name, ...[...legacyFeatures].filter(([, today]) => today === name).map(([old]) => old)]
  const [spelled] = spellings.filter((it) => Object.hasOwn(pins, it) && typeof pins[it] === 'boolean')
  const because = spelled === undefined ? null : reading.place(['features', spelled])
  if (!knownFeatures.has(name)) {
    const what = removedFeatures.has(name) ? 'no longer exists in the client' : 'is no feature the client knows'
    const effect = because ? ': pinning it changes nothing' : ''
    return answer(
      'not_restricted',
      because,
      `${given} ${what}${effect}.`,
      because ? `Ignoring unknown \`features\` requirement ${given}` : null,
    )
  }
  if (spelled === undefined)
    return answer('not_restricted', null, `This policy does not pin ${name}: users may switch it on or off.`)
  if (pins[spelled] === true) {
    return answer('allowed', because, `${name} is on, and users cannot switch it off, because the policy pins it.`)
  }
  return answer('denied', because, `${name} is off, and users cannot switch it on, because the policy pins it off.`)
}
