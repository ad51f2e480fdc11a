import { z } from 'zod'
import { Name, NamedRef, PersonRef, Time, ws } from '../common.ts'
import { administrationPermissions, Permission } from '../permissions.ts'
import { defineRoutes } from '../route.ts'

/** What a key may be given: administration. Using Codex is a person's; `scim.provision` comes with a directory's token alone. */
export const adminKeyScopes = administrationPermissions.filter((it) => it !== 'scim.provision')
const Scope = z.enum(adminKeyScopes as [Permission, ...Permission[]]) // there is more than one

export const AdminKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('The first characters, to recognise it by'),
  scopes: z.array(Permission),
  withoutEffect: z.array(Permission).describe('Scopes that its maker does not hold any more, so neither does the key'),
  createdBy: PersonRef.nullable().describe('Null when it was made on the host'),
  directory: NamedRef.nullable().describe('Whose token it is; those are managed with their directory'),
  createdAt: Time,
  expiresAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
  unused: z.boolean().describe('Active, and without any use for 90 days'),
  status: z.enum(['active', 'expired', 'revoked']),
})
export type AdminKey = z.infer<typeof AdminKey>

const Days = z.number().int().min(1).max(3650)

export const adminKeyRoutes = defineRoutes({
  list: {
    get: `${ws}/admin-keys`,
    summary: 'Admin keys of this workspace, newest first',
    needs: 'admin_key.manage',
    query: z.strictObject({
      status: AdminKey.shape.status.optional(),
      unused: z.enum(['true', 'false']).optional(),
      creatorId: z.string().max(100).optional(),
      of: z.enum(['programs', 'directories']).default('programs').describe('Tokens of directories are listed apart'),
    }),
    returns: z.array(AdminKey),
  },
  create: {
    post: `${ws}/admin-keys`,
    summary: 'Create a key for a program; the secret is shown once',
    needs: 'admin_key.manage',
    stepUp: true,
    body: z.strictObject({
      name: Name,
      scopes: z.array(Scope).min(1, 'choose at least one'),
      expiresInDays: Days.nullable().default(90).describe('Null is never. A key made by a key ends with it at the latest'),
    }),
    returns: z.strictObject({ key: AdminKey, secret: z.string() }),
    status: 201,
    fails: ['admin_key.scope_beyond_yours'],
  },
  update: {
    patch: `${ws}/admin-keys/:keyId`,
    summary: 'Change the name, scopes or end of a key that is not revoked; the secret stays',
    needs: 'admin_key.manage',
    stepUp: true,
    body: z
      .strictObject({
        name: Name.optional(),
        scopes: z.array(Scope).min(1, 'choose at least one').optional(),
        expiresInDays: Days.nullable().optional().describe('From now; null is never'),
      })
      .refine((it) => Object.values(it).some((value) => value !== undefined), 'names nothing to change'),
    returns: AdminKey,
    fails: ['admin_key.not_found', 'admin_key.scope_beyond_yours', 'admin_key.not_itself'],
  },
  revoke: {
    delete: `${ws}/admin-keys/:keyId`,
    summary: 'Revoke a key at once',
    needs: 'admin_key.manage',
    returns: null,
    fails: ['admin_key.not_found'],
  },
})
