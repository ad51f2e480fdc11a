import { ruleRoutes } from '@bailiwick/contracts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import type { Releasers } from '../brake/index.ts'
import { impactOfChange } from '../publishing/index.ts'
import { replaceRules } from './rules.ts'

const Replacing = ruleRoutes.replace.body

/** How a list of rules that the brake held is put in force after all. */
export const ruleReleasers: Releasers<Platform & { standing: Standing }> = {
  'rules.replaced': {
    needs: 'policy.manage',
    async release(app, actor, input) {
      await replaceRules(app, actor, Replacing.parse(input), true)
    },
    async impact(app, { workspaceId }, input) {
      const { rules, defaultPolicyId } = Replacing.parse(input)
      return impactOfChange(app, workspaceId, { rules, defaultPolicyId, tests: [], texts: new Map(), again: [] })
    },
  },
}
