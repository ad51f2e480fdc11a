import { accessTokens } from '../features/access/access-tokens/index.ts'
import { adminKeys } from '../features/access/admin-keys/index.ts'
import { access } from '../features/access/explain/index.ts'
import { codexSetup, roles } from '../features/access/roles/index.ts'
import { serviceAccounts } from '../features/access/service-accounts/index.ts'
import { settings } from '../features/access/settings/index.ts'
import { audit } from '../features/audit/index.ts'
import { backend } from '../features/codex/backend/index.ts'
import { configServer } from '../features/codex/config-server/index.ts'
import { approvals, clients, issuer } from '../features/codex/issuer/index.ts'
import { connect } from '../features/connect/index.ts'
import { gateway, modelProxy } from '../features/gateway/index.ts'
import { directories } from '../features/identity/directories/index.ts'
import { factors, signInSteps } from '../features/identity/factors/index.ts'
import { groups } from '../features/identity/groups/index.ts'
import { invitations } from '../features/identity/invitations/index.ts'
import { members } from '../features/identity/members/index.ts'
import { memberSignIns, security } from '../features/identity/security/index.ts'
import { sessions } from '../features/identity/sessions/index.ts'
import { setup } from '../features/identity/setup/index.ts'
import { singleSignOn, singleSignOnWire, ssoSignIn } from '../features/identity/single-sign-on/index.ts'
import { workspaces } from '../features/identity/workspaces/index.ts'
import { overview } from '../features/overview/index.ts'
import { heldChanges } from '../features/policies/brake/index.ts'
import { policyCode } from '../features/policies/code/index.ts'
import { controls } from '../features/policies/controls/index.ts'
import { devices } from '../features/policies/devices/index.ts'
import { drafts } from '../features/policies/drafts/index.ts'
import { enrolments } from '../features/policies/enrolments/index.ts'
import { evaluations } from '../features/policies/evaluations/index.ts'
import { exceptions } from '../features/policies/exceptions/index.ts'
import { policyExports } from '../features/policies/exports/index.ts'
import { library } from '../features/policies/library/index.ts'
import { lookup } from '../features/policies/lookup/index.ts'
import { rollouts } from '../features/policies/rollouts/index.ts'
import { rules } from '../features/policies/rules/index.ts'
import { scim } from '../features/scim/index.ts'
import type { BoundRoutes } from '../platform/http/index.ts'
import type { App } from './app.ts'
import { releasers } from './releasers.ts'

/** Every room's routes; the order does not matter. */
export const rooms: BoundRoutes<App>[] = [
  groups,
  setup,
  sessions,
  signInSteps,
  factors,
  memberSignIns,
  security,
  workspaces,
  singleSignOn,
  ssoSignIn,
  singleSignOnWire,
  members,
  invitations,
  directories,
  scim,
  settings,
  roles,
  access,
  codexSetup,
  accessTokens,
  serviceAccounts,
  adminKeys,
  audit,
  overview,
  backend,
  configServer,
  issuer,
  approvals,
  clients,
  controls,
  heldChanges(releasers),
  exceptions,
  library,
  drafts,
  rules,
  lookup,
  rollouts,
  devices,
  enrolments,
  policyExports,
  policyCode,
  evaluations,
  connect,
  gateway,
  modelProxy,
]
