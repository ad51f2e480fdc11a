import { serviceAccountReleasers } from '../features/access/service-accounts/index.ts'
import { directoryReleasers } from '../features/identity/directories/index.ts'
import { groupReleasers } from '../features/identity/groups/index.ts'
import { memberReleasers } from '../features/identity/members/index.ts'
import type { Releasers } from '../features/policies/brake/index.ts'
import { draftReleasers } from '../features/policies/drafts/index.ts'
import { exceptionReleasers } from '../features/policies/exceptions/index.ts'
import { libraryReleasers } from '../features/policies/library/index.ts'
import { rolloutReleasers } from '../features/policies/rollouts/index.ts'
import { ruleReleasers } from '../features/policies/rules/index.ts'
import type { App } from './app.ts'

/** How each kind of change that the brake may hold is done again when somebody releases it. */
export const releasers: Releasers<App> = {
  ...groupReleasers,
  ...memberReleasers,
  ...serviceAccountReleasers,
  ...directoryReleasers,
  ...draftReleasers,
  ...exceptionReleasers,
  ...libraryReleasers,
  ...rolloutReleasers,
  ...ruleReleasers,
}
