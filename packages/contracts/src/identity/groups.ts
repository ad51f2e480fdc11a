import { z } from 'zod'
import { Email, Name, NamedRef, PersonRef, page, SearchQuery, Time, ws } from '../common.ts'
import { Impact } from '../policies/impact.ts'
import { defineRoutes } from '../route.ts'
import { OwningDirectory } from './directories.ts'

export const Group = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  source: z.enum(['manual', 'scim']),
  directory: OwningDirectory,
  takeover: z
    .strictObject({ at: Time, carried: z.number().int().describe('Members from before whom the directory has not named') })
    .nullable()
    .describe('When a directory took this manual group over'),
  members: z.number().int(),
  rule: z
    .strictObject({ position: z.number().int(), policy: NamedRef })
    .nullable()
    .describe('The policy rule that names this group'),
  roles: z.array(NamedRef).describe('Custom roles that it gives to its members, by name'),
  createdAt: Time,
  can: z.strictObject({
    manage: z.boolean(),
    changeMembers: z.boolean().describe('Nobody puts people into a group, or takes them out, that gives rights they lack'),
    delete: z.boolean(),
    why: z.string().nullable(),
  }),
})
export type Group = z.infer<typeof Group>
const Description = z.string().trim().max(500)
export const NewGroup = z.strictObject({ name: Name, description: Description.default('') })

export const groupRoutes = defineRoutes({
  list: { get: `${ws}/groups`, summary: 'Groups, by name', needs: 'group.read', query: SearchQuery, returns: page(Group) },
  get: { get: `${ws}/groups/:groupId`, summary: 'One group', needs: 'group.read', returns: Group, fails: ['group.not_found'] },
  create: {
    post: `${ws}/groups`,
    summary: 'Create a manual group',
    needs: 'group.manage',
    body: NewGroup,
    returns: Group,
    status: 201,
    fails: ['group.name_taken'],
  },
  update: {
    patch: `${ws}/groups/:groupId`,
    summary: 'Rename or describe a group',
    needs: 'group.manage',
    body: z.strictObject({ name: Name, description: Description }).partial(),
    returns: Group,
    fails: ['group.not_found', 'group.name_taken', 'group.owned_by_directory'],
  },
  remove: {
    delete: `${ws}/groups/:groupId`,
    summary: 'Delete a group that no policy rule uses',
    needs: 'group.manage',
    returns: null,
    fails: ['group.not_found', 'group.in_use', 'group.owned_by_directory', 'group.above_you', 'change.held'],
  },
  members: {
    get: `${ws}/groups/:groupId/members`,
    summary: 'Who is in the group',
    needs: 'group.read',
    query: SearchQuery,
    returns: page(PersonRef),
    fails: ['group.not_found'],
  },
  impact: {
    post: `${ws}/groups/:groupId/impact`,
    summary: 'What adding and removing people, or deleting the group, would do to whose policy; changes nothing',
    needs: 'group.read',
    body: z.strictObject({
      add: z.array(Email).max(1000).default([]),
      remove: z.array(z.string()).max(1000).default([]),
      delete: z.boolean().default(false),
    }),
    returns: Impact,
    fails: ['group.not_found', 'member.not_found'],
  },
  addMembers: {
    post: `${ws}/groups/:groupId/members`,
    summary: 'Add members by e-mail; those who are in already stay; unknown addresses refuse the whole request',
    needs: 'group.manage',
    body: z.strictObject({ emails: z.array(Email).min(1, 'name at least one').max(1000) }),
    returns: z.strictObject({ added: z.number().int(), already: z.number().int() }),
    fails: ['group.not_found', 'member.not_found', 'group.owned_by_directory', 'group.above_you', 'change.held'],
  },
  removeMember: {
    delete: `${ws}/groups/:groupId/members/:personId`,
    summary: 'Take a member out of the group',
    needs: 'group.manage',
    returns: null,
    fails: ['group.not_found', 'member.not_found', 'group.owned_by_directory', 'group.above_you', 'change.held'],
  },
})
