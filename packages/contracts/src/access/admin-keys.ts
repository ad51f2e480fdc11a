import { z } from 'zod'
import { Name, PersonRef, Time, ws } from '../common.ts'
import { Permission } from '../permissions.ts'
import { defineRoutes } from '../route.ts'

export const AdminKey = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('The first characters, to recognise it by'),
  scopes: z.array(Permission),
  createdBy: PersonRef.nullable(),
  createdAt: Time,
  expiresAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
  status: z.enum(['active', 'expired', 'revoked']),
})
export type AdminKey = z.infer<typeof AdminKey>

export const adminKeyRoutes = defineRoutes({
  list: {
    get: `${ws}/admin-keys`,
    summary: 'Admin keys of this workspace',
    needs: 'admin_key.manage',
    returns: z.array(AdminKey),
  },
  create: {
    post: `${ws}/admin-keys`,
    summary: 'Create a key for a program; the secret is shown once',
    needs: 'admin_key.manage',
    stepUp: true,
    body: z.object({
      name: Name,
      scopes: z.array(Permission).min(1),
      expiresInDays: z.number().int().min(1).max(3650).nullable().default(90),
    }),
    returns: z.object({ key: AdminKey, secret: z.string() }),
    status: 201,
    fails: ['admin_key.scope_beyond_yours'],
  },
  revoke: {
    delete: `${ws}/admin-keys/:keyId`,
    summary: 'Revoke a key at once',
    needs: 'admin_key.manage',
    returns: null,
    fails: ['admin_key.not_found'],
  },
})
