import { z } from 'zod'
import { Email, Name, Password, Time } from '../common.ts'
import { Permission, RoleName } from '../permissions.ts'
import { defineRoutes } from '../route.ts'

export const MyWorkspace = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  role: RoleName,
  permissions: z.array(Permission),
})
export type MyWorkspace = z.infer<typeof MyWorkspace>

export const Me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  workspaces: z.array(MyWorkspace).describe('Only those where the membership is active'),
})
export type Me = z.infer<typeof Me>

export const Session = z.object({
  id: z.string(),
  current: z.boolean(),
  address: z.string(),
  userAgent: z.string(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
})
export type Session = z.infer<typeof Session>

export const sessionRoutes = defineRoutes({
  signIn: {
    post: '/api/v1/session',
    summary: 'Sign in with e-mail and password; sets the session cookie',
    needs: 'public',
    body: z.object({ email: Email, password: z.string().min(1).max(256) }),
    returns: Me,
    fails: ['session.wrong_credentials', 'session.deactivated'],
  },
  signOut: { delete: '/api/v1/session', summary: 'End this session', needs: 'person', returns: null },
  me: { get: '/api/v1/me', summary: 'Who is signed in, and where they are a member', needs: 'person', returns: Me },
  rename: { patch: '/api/v1/me', summary: 'Change your own name', needs: 'person', body: z.object({ name: Name }), returns: Me },
  changePassword: {
    put: '/api/v1/me/password',
    summary: 'Change your own password; ends your other sessions',
    needs: 'person',
    body: z.object({
      current: z.string().min(1).max(256),
      next: Password,
      signOutClients: z.boolean().default(false).describe('Also ends the sign-ins of your Codex clients, in every workspace'),
    }),
    returns: null,
    fails: ['password.wrong'],
  },
  list: { get: '/api/v1/me/sessions', summary: 'Where you are signed in', needs: 'person', returns: z.array(Session) },
  end: {
    delete: '/api/v1/me/sessions/:sessionId',
    summary: 'End one of your sessions',
    needs: 'person',
    returns: null,
    fails: ['session.not_found'],
  },
  redeemReset: {
    post: '/api/v1/password-resets/redeem',
    summary: 'Set a new password with a one-time reset link; ends all sessions and signs out all Codex clients',
    needs: 'public',
    body: z.object({ token: z.string().min(1).max(200), password: Password }),
    returns: null,
    fails: ['password.reset_not_valid'],
  },
})
