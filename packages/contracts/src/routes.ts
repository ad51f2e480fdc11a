import { accessTokenRoutes } from './access/access-tokens.ts'
import { adminKeyRoutes } from './access/admin-keys.ts'
import { accessRoutes } from './access/explain.ts'
import { codexSetupRoutes, roleRoutes } from './access/roles.ts'
import { serviceAccountRoutes } from './access/service-accounts.ts'
import { settingRoutes } from './access/settings.ts'
import { auditRoutes } from './audit.ts'
import { approvalRoutes, clientRoutes } from './codex/clients.ts'
import { connectRoutes } from './codex/connect.ts'
import { gatewayRoutes } from './gateway/gateway.ts'
import { directoryRoutes } from './identity/directories.ts'
import { factorRoutes, memberSignInRoutes, signInRoutes } from './identity/factors.ts'
import { groupRoutes } from './identity/groups.ts'
import { invitationRoutes, memberRoutes } from './identity/members.ts'
import { securityRoutes } from './identity/security.ts'
import { sessionRoutes } from './identity/sessions.ts'
import { setupRoutes } from './identity/setup.ts'
import { singleSignOnRoutes, ssoSignInRoutes } from './identity/single-sign-on.ts'
import { overviewRoutes, workspaceRoutes } from './identity/workspaces.ts'
import { codeRoutes } from './policies/code.ts'
import { controlRoutes, heldChangeRoutes } from './policies/controls.ts'
import { deviceRoutes } from './policies/devices.ts'
import { draftRoutes } from './policies/drafts.ts'
import { enrolmentRoutes, exportRoutes } from './policies/enrolments.ts'
import { evaluationRoutes } from './policies/evaluations.ts'
import { exceptionRoutes } from './policies/exceptions.ts'
import { lookupRoutes } from './policies/lookup.ts'
import { policyRoutes } from './policies/policies.ts'
import { rolloutRoutes } from './policies/rollouts.ts'
import { ruleRoutes } from './policies/rules.ts'
import type { RouteContract } from './route.ts'

/** The whole admin API, by the heading it stands under in the reference. */
export const routeGroups = {
  'Set-up': setupRoutes,
  Session: sessionRoutes,
  'Sign-in': signInRoutes,
  'Second factors': factorRoutes,
  Workspace: workspaceRoutes,
  Overview: overviewRoutes,
  Members: memberRoutes,
  'Member sign-ins': memberSignInRoutes,
  'Sign-in security': securityRoutes,
  Invitations: invitationRoutes,
  Groups: groupRoutes,
  Directories: directoryRoutes,
  'Single sign-on': singleSignOnRoutes,
  'Single sign-on sign-in': ssoSignInRoutes,
  Settings: settingRoutes,
  'Custom roles': roleRoutes,
  'Codex set-up': codexSetupRoutes,
  Access: accessRoutes,
  'Access tokens': accessTokenRoutes,
  'Service accounts': serviceAccountRoutes,
  'Admin keys': adminKeyRoutes,
  Policies: policyRoutes,
  Rules: ruleRoutes,
  'Policy drafts': draftRoutes,
  'Policy controls': controlRoutes,
  'Held changes': heldChangeRoutes,
  'Policy exceptions': exceptionRoutes,
  Lookup: lookupRoutes,
  Rollouts: rolloutRoutes,
  Devices: deviceRoutes,
  Enrolments: enrolmentRoutes,
  Exports: exportRoutes,
  'Policy as code': codeRoutes,
  Evaluations: evaluationRoutes,
  'Model gateway': gatewayRoutes,
  'Codex clients': clientRoutes,
  'Sign-in approvals': approvalRoutes,
  Connect: connectRoutes,
  Audit: auditRoutes,
} satisfies Record<string, Record<string, RouteContract>>
