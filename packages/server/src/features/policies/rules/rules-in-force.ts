import type { RulesInForce } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { checkOfVersion, readTexts } from '../documents/index.ts'
import { readInForce } from '../revisions/index.ts'
import { readOrigins } from './history.ts'
import { toRules, toRulesInForce } from './rules.views.ts'
import { warningsOf } from './warnings.ts'

type App = Pick<Platform, 'config'> & { standing: Standing }

/** The ordered rules and the default, with whom they serve and what to watch out for. */
export async function rulesInForce(app: App, db: Executor, workspaceId: string): Promise<RulesInForce> {
  const inForce = await readInForce(db, app.standing, workspaceId)
  const { revision, names, tally } = inForce
  const used = [...(revision?.rules.map((it) => it.policyVersionId) ?? []), revision?.default_policy_version_id ?? '']
  const texts = await readTexts(db, used)
  const checks = [...texts].map(([versionId, text]) => {
    const { policy, number } = names.version(versionId)
    const served = { versionId, name: policy.name, version: number, ...text }
    return { name: policy.name, check: checkOfVersion(app.config.publicUrl, served) }
  })
  const rules = toRules(inForce)
  return toRulesInForce(inForce, rules, warningsOf(rules, tally.none, checks), await readOrigins(db, [revision]))
}
