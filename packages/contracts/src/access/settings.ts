import { z } from 'zod'
import { PersonRef, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** Settings and Permissions as data: a toggle appears with the part that gives it an effect. */
export const settingCatalogue = {
  codex_local: {
    section: 'Codex Local',
    label: 'Allow members to use Codex Local',
    summary: 'Permits the CLI, app and IDE extension to sign in and run. Off is off for everyone.',
    default: true,
    whenOff:
      'Clients stay signed in and keep their policy, but every model call is refused with the workspace text. New sign-ins are refused.',
    checklist: 'WS-03',
  },
  codex_local_by_default: {
    section: 'Codex Local',
    label: 'Members without a custom role may use Codex Local',
    summary: 'What the default role has. Switch it off to begin with a few groups: then only custom roles give Codex Local.',
    default: true,
    whenOff:
      'Clients of members without a custom role stay signed in and keep their policy, but every model call of theirs is refused with the workspace text.',
    checklist: 'RB-02',
  },
  device_code: {
    section: 'Codex Local',
    label: 'Device code authentication for the CLI',
    summary: 'Permits `codex login --device-auth`.',
    default: true,
    whenOff:
      'A stock `codex login` reaches a self-hosted issuer only by device code, so new command-line sign-ins stop. Clients that are signed in stay signed in; the TUI and app-server can still sign in with the browser.',
    checklist: 'WS-05',
  },
  access_tokens: {
    section: 'Access tokens',
    label: 'Allow members to use Codex access tokens',
    summary: 'Lets members create access tokens for scripts and CI. Off leaves it to custom roles.',
    default: false,
    whenOff: 'Only members whose custom role allows it create access tokens. Tokens that exist go on working.',
    checklist: 'WS-06',
  },
  administer_codex: {
    section: 'Administration',
    label: 'Allow members to administer Codex',
    summary:
      'Makes everybody without a custom role a Codex Admin: usage, policies and who gets them. Leave it off and give a small group a custom role with it.',
    default: false,
    whenOff: 'Only members whose custom role or built-in role allows it administer Codex.',
    checklist: 'WS-11',
  },
} as const satisfies Record<
  string,
  { section: string; label: string; summary: string; default: boolean; whenOff: string; checklist: string }
>

export type SettingKey = keyof typeof settingCatalogue
export const settingKeys = Object.keys(settingCatalogue) as SettingKey[]
/** Where everything stands until somebody changes it. */
export const defaultSettings = Object.fromEntries(settingKeys.map((it) => [it, settingCatalogue[it].default])) as Record<
  SettingKey,
  boolean
> // built from the catalogue's own keys

export const Setting = z.strictObject({
  key: z.enum(settingKeys as [SettingKey, ...SettingKey[]]),
  section: z.string(),
  label: z.string(),
  summary: z.string(),
  whenOff: z.string(),
  value: z.boolean(),
  default: z.boolean(),
  affects: z
    .strictObject({ members: z.number().int(), signedInClients: z.number().int() })
    .describe('Whom the other position would affect'),
  changedAt: Time.nullable(),
  changedBy: PersonRef.nullable(),
  can: z.strictObject({ change: z.boolean(), why: z.string().nullable() }),
})
export type Setting = z.infer<typeof Setting>

export const settingRoutes = defineRoutes({
  list: { get: `${ws}/settings`, summary: 'Settings and Permissions', needs: 'setting.read', returns: z.array(Setting) },
  set: {
    put: `${ws}/settings/:key`,
    summary: 'Switch one setting; in force everywhere within a second',
    needs: 'setting.manage',
    stepUp: true,
    body: z.strictObject({ value: z.boolean() }),
    returns: Setting,
    fails: ['setting.not_found'],
  },
})
