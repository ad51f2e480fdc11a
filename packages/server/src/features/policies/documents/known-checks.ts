import type { PolicyCheck } from '@bailiwick/contracts'
import type { Platform } from '../../../platform/platform.ts'
import type { ServedPolicy } from '../delivery/index.ts'
import { checkServed } from './check-served.ts'
import { type PolicyRow, readTexts } from './documents.store.ts'

const most = 2_000
const known = new Map<string, PolicyCheck>()
const keyOf = (publicUrl: string, versionId: string) => `${publicUrl} ${versionId}`

/** The check of a stored version. Versions never change, so each is checked once in a while only. */
export function checkOfVersion(publicUrl: string, version: ServedPolicy): PolicyCheck {
  const key = keyOf(publicUrl, version.versionId)
  const before = known.get(key)
  if (before) return before
  const check = checkServed(publicUrl, version)
  const oldest = known.keys().next().value
  if (known.size >= most && oldest !== undefined) known.delete(oldest)
  known.set(key, check)
  return check
}

/** The checks of these policies' newest versions; reads only the documents that were not checked yet. */
export async function checksOfVersions(
  app: Pick<Platform, 'db' | 'config'>,
  policies: PolicyRow[],
): Promise<(policy: PolicyRow) => PolicyCheck> {
  const { publicUrl } = app.config
  const checks = new Map<string, PolicyCheck>()
  for (const { version } of policies) {
    const check = known.get(keyOf(publicUrl, version.id))
    if (check) checks.set(version.id, check)
  }
  const unchecked = policies.filter((it) => !checks.has(it.version.id))
  const texts = await readTexts(
    app.db,
    unchecked.map((it) => it.version.id),
  )
  for (const { name, version } of unchecked) {
    const { contents = '', defaults = '' } = texts.get(version.id) ?? {}
    checks.set(
      version.id,
      checkOfVersion(publicUrl, { versionId: version.id, name, version: version.number, contents, defaults }),
    )
  }
  return ({ version }) => checks.get(version.id) ?? { verdict: 'accepted', problems: [] }
}
