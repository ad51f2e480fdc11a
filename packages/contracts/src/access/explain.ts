import { z } from 'zod'
import { NamedRef, PersonRef, page, SearchQuery, ws } from '../common.ts'
import { Permission, RoleName } from '../permissions.ts'
import { defineRoutes } from '../route.ts'
import { settingKeys } from './settings.ts'

const SettingRef = z.strictObject({ key: z.enum(settingKeys), label: z.string() })

/** One way by which somebody has a permission. */
export const AccessSource = z.strictObject({
  kind: z.enum(['built_in', 'custom_role', 'default_role']),
  say: z.string().describe('Through what, without a full stop'),
  builtIn: RoleName.nullable(),
  role: NamedRef.nullable().describe('The custom role'),
  group: NamedRef.nullable().describe('The group that gives the custom role; null where it was given directly'),
  setting: SettingRef.nullable().describe('The toggle behind the default role'),
  by: Permission.describe('The permission that brings it: itself, or one that includes it'),
})
export type AccessSource = z.infer<typeof AccessSource>

/** One thing to do, with what it is about, so that a reader can be led there. */
export const AccessStep = z.strictObject({
  kind: z.enum([
    'reactivate',
    'deactivate',
    'switch_setting',
    'change_built_in',
    'join_group',
    'leave_group',
    'give_role',
    'take_role',
    'take_role_from_group',
    'allow_in_role',
    'remove_from_role',
  ]),
  say: z.string().describe('An order, with a full stop: “Take the custom role “CI” from the group “Builders”.”'),
  builtIn: RoleName.nullable(),
  role: NamedRef.nullable(),
  group: NamedRef.nullable(),
  setting: SettingRef.extend({ to: z.boolean() }).nullable(),
})
export type AccessStep = z.infer<typeof AccessStep>

/** Whether somebody has a permission, from the function that decides, with what would change it (RB-10). */
export const AccessAnswer = z.strictObject({
  permission: Permission,
  label: z.string(),
  area: z.enum(['use', 'administration', 'owners']),
  allowed: z.boolean(),
  because: z.string().describe('One sentence'),
  sources: z.array(AccessSource).describe('All that grant it, also where something stands in the way'),
  obstacle: z
    .enum(['not_member', 'deactivated', 'off_for_everyone', 'default_role_lacks', 'custom_roles_lack', 'not_given'])
    .nullable(),
  changes: z
    .array(
      z.strictObject({ steps: z.array(AccessStep).min(1).describe('All of them together flip the answer'), reach: z.string() }),
    )
    .describe('Alternatives; `reach` says for whom else a change counts, the narrowest first'),
})
export type AccessAnswer = z.infer<typeof AccessAnswer>

const Subject = PersonRef.extend({
  kind: z.enum(['human', 'service_account']),
  role: RoleName,
  status: z.enum(['active', 'deactivated']),
})

/** Everything that one person may, and through what. */
export const AccessMatrix = z.strictObject({
  person: Subject,
  customRoles: z.array(NamedRef.extend({ direct: z.boolean(), groups: z.array(NamedRef) })),
  defaultRole: z.boolean().describe('Whether the default role counts for them: they have no custom role'),
  permissions: z.array(AccessAnswer).describe('Every permission, in the order of the registry'),
})
export type AccessMatrix = z.infer<typeof AccessMatrix>

export const PermissionHolder = PersonRef.extend({
  kind: z.enum(['human', 'service_account']),
  role: RoleName,
  because: z.string(),
  sources: z.array(AccessSource),
})
export type PermissionHolder = z.infer<typeof PermissionHolder>

/** Who has a permission, counted by what gives it. */
export const PermissionHolders = z.strictObject({
  permission: Permission,
  people: z.number().int().describe('Active people and service accounts that have it'),
  of: z.number().int().describe('Active people and service accounts here'),
  through: z.strictObject({
    builtIn: z.array(z.strictObject({ role: RoleName, people: z.number().int() })),
    customRoles: z.array(NamedRef.extend({ people: z.number().int() })),
    groups: z.array(NamedRef.extend({ people: z.number().int() })).describe('Groups that give it by a custom role'),
    defaultRole: z.number().int(),
  }),
})
export type PermissionHolders = z.infer<typeof PermissionHolders>

const Person = z.string().trim().min(1).max(254).describe('Id or e-mail address')

export const accessRoutes = defineRoutes({
  explain: {
    get: `${ws}/access/explain`,
    summary: 'Whether somebody has a permission, through what, and what would change it',
    needs: 'role.read',
    query: z.strictObject({ person: Person, permission: Permission }),
    returns: AccessAnswer.extend({ person: Subject }),
    fails: ['member.not_found'],
  },
  person: {
    get: `${ws}/access/person`,
    summary: 'Everything that one person may, and through what',
    needs: 'role.read',
    query: z.strictObject({ person: Person }),
    returns: AccessMatrix,
    fails: ['member.not_found'],
  },
  mine: {
    get: `${ws}/me/access`,
    summary: 'Everything that you may here, and through what',
    needs: 'member',
    returns: AccessMatrix,
  },
  counts: {
    get: `${ws}/access/counts`,
    summary: 'How many people have each permission, through what',
    needs: 'role.read',
    returns: z.array(PermissionHolders),
  },
  holders: {
    get: `${ws}/access/holders`,
    summary: 'Who has a permission, and through what, by name',
    needs: 'role.read',
    query: SearchQuery.extend({
      permission: Permission,
      builtIn: RoleName.optional().describe('Only those who have it through this built-in role'),
      roleId: z.string().optional().describe('Only those who have it through this custom role'),
      groupId: z.string().optional().describe('Only those who have it through this group'),
      byDefault: z.stringbool().optional().describe('Only those who have it through the default role'),
    }),
    returns: page(PermissionHolder).extend({ people: z.number().int().describe('All that match') }),
  },
})
