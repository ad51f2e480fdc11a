import { z } from 'zod'
import { Email, Name, NamedRef, Password, PersonRef, page, SearchQuery, Time, ws } from '../common.ts'
import { RoleName } from '../permissions.ts'
import { defineRoutes } from '../route.ts'
import { Me } from './sessions.ts'

export const MemberStatus = z.enum(['active', 'deactivated'])
export const Member = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: RoleName,
  status: MemberStatus,
  groups: z.array(NamedRef),
  customRoles: z
    .array(NamedRef.extend({ direct: z.boolean(), groups: z.array(NamedRef) }))
    .describe('By name; given directly, through groups, or both. Without one the default role counts'),
  directory: NamedRef.extend({ active: z.boolean().describe('Whether the directory says that they are active') })
    .nullable()
    .describe('The directory that provisions them'),
  joinedAt: Time,
  lastSeenAt: Time.nullable().describe('Last console or client activity'),
  signedInClients: z.number().int().describe('Codex clients that hold a live sign-in'),
  can: z.strictObject({
    changeRole: z.boolean(),
    deactivate: z.boolean(),
    resetPassword: z.boolean(),
    why: z.string().nullable().describe('Why not, when something is refused'),
  }),
})
export type Member = z.infer<typeof Member>

export const Invitation = z.strictObject({
  id: z.string(),
  email: z.string(),
  role: RoleName,
  groups: z.array(NamedRef),
  invitedBy: PersonRef.nullable(),
  createdAt: Time,
  expiresAt: Time,
  status: z.enum(['open', 'accepted', 'withdrawn', 'expired']),
})
export type Invitation = z.infer<typeof Invitation>

const OneTimeLink = z.strictObject({ url: z.string().describe('Shown once; hand it over yourself'), expiresAt: Time })
export type OneTimeLink = z.infer<typeof OneTimeLink>

export const memberRoutes = defineRoutes({
  list: {
    get: `${ws}/members`,
    summary: 'Members, by name; search matches name and e-mail',
    needs: 'member.read',
    query: SearchQuery.extend({
      status: MemberStatus.optional(),
      role: RoleName.optional(),
      groupId: z.string().optional(),
      customRoleId: z.string().optional(),
      secondFactor: z.enum(['some', 'none']).optional().describe('Needs identity.read too: who lacks one is worth attacking'),
    }),
    returns: page(Member),
  },
  get: {
    get: `${ws}/members/:personId`,
    summary: 'One member',
    needs: 'member.read',
    returns: Member,
    fails: ['member.not_found'],
  },
  update: {
    patch: `${ws}/members/:personId`,
    summary: 'Change the built-in role, deactivate or reactivate; deactivation ends every session and client sign-in here',
    needs: 'member.manage',
    stepUp: true,
    body: z
      .strictObject({ role: RoleName.optional(), status: MemberStatus.optional() })
      .refine((it) => it.role ?? it.status, 'name a role or a status'),
    returns: Member,
    fails: ['member.not_found', 'member.last_owner', 'member.above_you', 'member.owned_by_directory', 'change.held'],
  },
  resetPassword: {
    post: `${ws}/members/:personId/password-reset`,
    summary: 'Make a one-time password reset link, valid for 24 hours',
    needs: 'member.manage',
    stepUp: true,
    returns: OneTimeLink,
    status: 201,
    fails: ['member.not_found', 'member.above_you'],
  },
})

export const invitationRoutes = defineRoutes({
  list: {
    get: `${ws}/invitations`,
    summary: 'Invitations, newest first',
    needs: 'member.read',
    query: SearchQuery,
    returns: page(Invitation),
  },
  create: {
    post: `${ws}/invitations`,
    summary: 'Invite a person; the answer carries the link, valid for 7 days',
    needs: 'member.manage',
    stepUp: true,
    body: z.strictObject({ email: Email, role: RoleName.default('member'), groupIds: z.array(z.string()).max(50).default([]) }),
    returns: z.strictObject({ invitation: Invitation, link: OneTimeLink }),
    status: 201,
    fails: ['member.exists', 'member.above_you', 'group.not_found', 'group.above_you'],
  },
  withdraw: {
    delete: `${ws}/invitations/:invitationId`,
    summary: 'Withdraw an open invitation',
    needs: 'member.manage',
    returns: null,
    fails: ['invitation.not_found'],
  },
  preview: {
    post: '/api/v1/invitations/preview',
    summary: 'What an invitation link is for',
    needs: 'public',
    body: z.strictObject({ token: z.string().min(1).max(200) }),
    returns: z.strictObject({
      workspaceName: z.string(),
      email: z.string(),
      role: RoleName,
      hasAccount: z.boolean(),
      expiresAt: Time,
    }),
    fails: ['invitation.not_valid'],
  },
  accept: {
    post: '/api/v1/invitations/accept',
    summary: 'Accept an invitation: a new person gives name and password, a known one is signed in already or gives the password',
    needs: 'public',
    body: z.strictObject({ token: z.string().min(1).max(200), name: Name.optional(), password: Password.optional() }),
    returns: Me,
    fails: [
      'invitation.not_valid',
      'invitation.other_person',
      'invitation.sign_in_first',
      'session.wrong_credentials',
      'member.exists',
    ],
  },
})
