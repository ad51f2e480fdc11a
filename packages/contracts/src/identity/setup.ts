import { z } from 'zod'
import { Email, Name, Password } from '../common.ts'
import { defineRoutes } from '../route.ts'

export const SetupState = z.strictObject({ needed: z.boolean() })
export const NewInstallation = z.strictObject({
  token: z.string().min(1).max(200),
  workspaceName: Name,
  name: Name,
  email: Email,
  password: Password,
})

export const setupRoutes = defineRoutes({
  state: {
    get: '/api/v1/setup',
    summary: 'Whether this installation still waits for its first owner',
    needs: 'public',
    returns: SetupState,
  },
  finish: {
    post: '/api/v1/setup',
    summary: 'Create the first workspace and its owner with the one-time link printed at start, and sign in',
    needs: 'public',
    body: NewInstallation,
    returns: z.strictObject({ workspaceId: z.string(), slug: z.string() }),
    status: 201,
    fails: ['setup.done_already', 'setup.link_not_valid'],
  },
})
