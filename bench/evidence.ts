import { startChild } from './child.ts'
import type { EvidenceFigures } from './evidence-log.ts'

/** A long audit log: chaining, pages of it, an export of all of it, and verifying that. */
export async function showEvidence(facts: number): Promise<void> {
  const { child } = await startChild('evidence-log.ts')
  const it = await child.ask<EvidenceFigures>({ facts })
  await child.stop()
  const round = (value: number) => Number(value.toFixed(1))
  console.log(`\nAn audit log of ${facts} facts; a page is 50, the best of five`)
  console.table({
    'chained, facts/s': round(it.chainPerSecond),
    'a round of the sequencer with nothing to do, ms': round(it.idleRoundMs),
    'exported, facts/s': round(it.exportPerSecond),
    'memory grew meanwhile, MB': round(it.exportGrewMb),
    'links verified by the server, facts/s': round(it.verifyServerPerSecond),
    'an export verified offline, facts/s': round(it.verifyOfflinePerSecond),
    ...Object.fromEntries(Object.entries(it.pages).map(([name, ms]) => [`page: ${name}, ms`, round(ms)])),
  })
}
