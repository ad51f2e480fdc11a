import { z } from 'zod'
import { Email, Name, NamedRef, PersonRef, page, SearchQuery, Time, ws } from '../common.ts'
import { delegablePermissions, Permission } from '../permissions.ts'
import { defineRoutes } from '../route.ts'
import { settingKeys } from './settings.ts'

/** A permission that a custom role may hold: what is the owners' alone is refused (RB-03). */
export const DelegablePermission = z.enum(delegablePermissions as [Permission, ...Permission[]], {
  error: 'is no permission that a custom role may hold',
})

const Description = z.string().trim().max(500)
const Permissions = z
  .array(DelegablePermission)
  .max(delegablePermissions.length)
  .transform((it) => [...new Set(it)])
const GroupIds = z.array(z.string().max(60)).max(200)
const Emails = z.array(Email).max(1000)
/** The version that the change was made from, so that two owners do not overwrite each other. */
const Version = z.coerce.number().int().min(1)

export const CustomRole = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  permissions: z.array(Permission).describe('In the order of the registry'),
  groups: z.array(NamedRef.extend({ members: z.number().int() })).describe('Groups that give it to their members, by name'),
  people: z
    .strictObject({ total: z.number().int(), throughGroups: z.number().int(), direct: z.number().int() })
    .describe('Active people who have it; somebody may have it both ways'),
  version: z.number().int().describe('Goes up with every change of name, description or permissions'),
  createdBy: PersonRef.nullable(),
  createdAt: Time,
  updatedAt: Time,
  can: z.strictObject({ manage: z.boolean(), why: z.string().nullable() }),
})
export type CustomRole = z.infer<typeof CustomRole>

/** Somebody who has a custom role, and how. */
export const RoleHolder = PersonRef.extend({
  kind: z.enum(['human', 'service_account']),
  status: z.enum(['active', 'deactivated']),
  direct: z.boolean(),
  groups: z.array(NamedRef).describe('Groups that give it to them'),
})
export type RoleHolder = z.infer<typeof RoleHolder>

/** People in a number, and the first five of them by name. */
const Some = z.strictObject({ people: z.number().int(), first: z.array(PersonRef) })

export const RoleWarning = z.strictObject({
  kind: z.enum([
    'loses_local',
    'leaves_default_role',
    'returns_to_default_role',
    'owners_only',
    'nobody_left',
    'yourself',
    'open_invitations',
    'role_lacks',
  ]),
  say: z.string().describe('The trap in words'),
  permissions: z.array(Permission),
  ...Some.shape,
})
export type RoleWarning = z.infer<typeof RoleWarning>

/** Who gains and who loses what by a change of roles. Equals asking for everybody's permissions before and after. */
export const RoleImpact = z.strictObject({
  people: z.number().int().describe('Active people who gain or lose something'),
  changes: z
    .array(z.strictObject({ permission: Permission, gains: Some, loses: Some }))
    .describe('Permissions that change for somebody, in the order of the registry'),
  warnings: z.array(RoleWarning),
  sentence: z.string(),
  timing: z.string(),
})
export type RoleImpact = z.infer<typeof RoleImpact>

/** A change of roles that has not happened. */
export const RoleChange = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('create'),
    name: Name.default('New role'),
    permissions: Permissions,
    groupIds: GroupIds.default([]),
    emails: Emails.default([]),
  }),
  z.strictObject({ kind: z.literal('update'), roleId: z.string(), permissions: Permissions }),
  z.strictObject({ kind: z.literal('delete'), roleId: z.string() }),
  z.strictObject({ kind: z.literal('assign'), roleId: z.string(), groupIds: GroupIds.default([]), emails: Emails.default([]) }),
  z.strictObject({
    kind: z.literal('take'),
    roleId: z.string(),
    groupIds: GroupIds.default([]),
    personIds: z.array(z.string().max(60)).max(1000).default([]),
  }),
])
export type RoleChange = z.infer<typeof RoleChange>

export const DefaultRole = z.strictObject({
  people: z.number().int().describe('Active people for whom it counts: those without a custom role'),
  permissions: z.array(
    z.strictObject({ permission: Permission, has: z.boolean(), setting: z.enum(settingKeys).describe('The toggle behind it') }),
  ),
  can: z.strictObject({ change: z.boolean(), why: z.string().nullable() }),
})
export type DefaultRole = z.infer<typeof DefaultRole>

export const roleRoutes = defineRoutes({
  list: {
    get: `${ws}/roles`,
    summary: 'Custom roles, by name; search matches the name',
    needs: 'role.read',
    query: SearchQuery,
    returns: page(CustomRole),
  },
  get: {
    get: `${ws}/roles/:roleId`,
    summary: 'One custom role',
    needs: 'role.read',
    returns: CustomRole,
    fails: ['role.not_found'],
  },
  byDefault: {
    get: `${ws}/default-role`,
    summary: 'What people without a custom role have, and how many they are',
    needs: 'role.read',
    returns: DefaultRole,
  },
  holders: {
    get: `${ws}/roles/:roleId/members`,
    summary: 'Who has the role, directly or through which groups, by name',
    needs: 'role.read',
    query: SearchQuery,
    returns: page(RoleHolder),
    fails: ['role.not_found'],
  },
  impact: {
    post: `${ws}/roles/impact`,
    summary: 'Who would gain and who would lose what by a change of roles; changes nothing',
    needs: 'role.read',
    body: RoleChange,
    returns: RoleImpact,
    fails: ['role.not_found', 'group.not_found', 'member.not_found'],
  },
  create: {
    post: `${ws}/roles`,
    summary: 'Create a custom role, and give it at once where groups or people are named',
    needs: 'role.manage',
    stepUp: true,
    body: z.strictObject({
      name: Name,
      description: Description.default(''),
      permissions: Permissions,
      groupIds: GroupIds.default([]),
      emails: Emails.default([]),
    }),
    returns: CustomRole,
    status: 201,
    fails: ['role.name_taken', 'group.not_found', 'member.not_found'],
  },
  update: {
    patch: `${ws}/roles/:roleId`,
    summary: 'Rename, describe, or change what a custom role allows; in force everywhere within a second',
    needs: 'role.manage',
    stepUp: true,
    body: z.strictObject({
      version: Version,
      name: Name.optional(),
      description: Description.optional(),
      permissions: Permissions.optional(),
    }),
    returns: CustomRole,
    fails: ['role.not_found', 'role.name_taken', 'role.changed_meanwhile'],
  },
  remove: {
    delete: `${ws}/roles/:roleId`,
    summary: 'Delete a custom role and take it from everybody who has it; the answer says whom that changed',
    needs: 'role.manage',
    stepUp: true,
    query: z.strictObject({ version: Version.optional().describe('Refuses when the role is at another version') }),
    returns: RoleImpact,
    fails: ['role.not_found', 'role.changed_meanwhile'],
  },
  assign: {
    post: `${ws}/roles/:roleId/assignments`,
    summary: 'Give the role to groups and to members by e-mail, all or none; who has it already keeps it',
    needs: 'role.manage',
    stepUp: true,
    body: z
      .strictObject({ groupIds: GroupIds.default([]), emails: Emails.default([]) })
      .refine((it) => it.groupIds.length + it.emails.length > 0, 'name a group or a member'),
    returns: CustomRole,
    fails: ['role.not_found', 'group.not_found', 'member.not_found'],
  },
  takeFromGroup: {
    delete: `${ws}/roles/:roleId/groups/:groupId`,
    summary: 'Take the role from a group',
    needs: 'role.manage',
    stepUp: true,
    returns: CustomRole,
    fails: ['role.not_found', 'group.not_found'],
  },
  takeFromMember: {
    delete: `${ws}/roles/:roleId/members/:personId`,
    summary: 'Take a directly given role from a member; what groups give stays',
    needs: 'role.manage',
    stepUp: true,
    returns: CustomRole,
    fails: ['role.not_found', 'member.not_found'],
  },
})

/** What the guided set-up "Codex Users and Codex Admin" would make, and what of it exists. */
export const CodexSetup = z.strictObject({
  parts: z.array(
    z.strictObject({
      part: z.enum(['users', 'admins']),
      group: z.strictObject({
        name: z.string(),
        existing: NamedRef.extend({ members: z.number().int(), directory: NamedRef.nullable() }).nullable(),
      }),
      role: z.strictObject({
        name: z.string(),
        permissions: z.array(Permission).describe('What the guided set-up means it to allow'),
        existing: NamedRef.extend({ lacks: z.array(Permission), more: z.array(Permission) })
          .nullable()
          .describe('A role of this name is used as it is; `lacks` and `more` say how it differs'),
      }),
      given: z.boolean().describe('Whether the group gives the role already'),
    }),
  ),
  done: z.boolean().describe('Whether both groups exist and give their roles'),
  can: z.strictObject({ set: z.boolean(), why: z.string().nullable() }),
})
export type CodexSetup = z.infer<typeof CodexSetup>

const CodexSetupPeople = z.strictObject({
  users: Emails.default([]).describe('Into the group Codex Users'),
  admins: Emails.default([]).describe('Into the group Codex Admin'),
  adminsAreUsers: z
    .boolean()
    .default(true)
    .describe(
      'Puts the admins into both groups; else they lose Local, because a Codex Admin holding only that role has no other',
    ),
})

export const codexSetupRoutes = defineRoutes({
  get: {
    get: `${ws}/codex-setup`,
    summary: 'The recommended groups and roles, and which of them exist already',
    needs: 'role.read',
    returns: CodexSetup,
  },
  impact: {
    post: `${ws}/codex-setup/impact`,
    summary: 'Who would gain and lose what by the recommended set-up; changes nothing',
    needs: 'role.read',
    body: CodexSetupPeople,
    returns: RoleImpact,
    fails: ['member.not_found'],
  },
  set: {
    post: `${ws}/codex-setup`,
    summary: 'Make what is missing of the recommended groups and roles, and put people into them, in one transaction',
    needs: 'role.manage',
    stepUp: true,
    body: CodexSetupPeople,
    returns: z.strictObject({
      setup: CodexSetup,
      created: z.array(z.string()).describe('Names of the groups and roles that were made'),
      added: z.strictObject({ users: z.number().int(), admins: z.number().int() }),
      warnings: z.array(RoleWarning),
    }),
    fails: ['member.not_found', 'group.owned_by_directory', 'change.held'],
  },
})
