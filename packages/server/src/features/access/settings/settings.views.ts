import { type Setting, type SettingKey, settingCatalogue, settingKeys } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { countAffected, listChanged } from './settings.store.ts'

/** Whether the other position would change something for clients that are signed in already. */
const reachesSignedIn = { codex_local: true, device_code: false, access_tokens: false, administer_codex: false } satisfies Record<
  SettingKey,
  boolean
>

/** Every setting of the catalogue as it stands, with whom a switch would affect. */
export async function toSettings(db: Executor, actor: Actor): Promise<Setting[]> {
  const changed = await listChanged(db, actor.workspaceId)
  const { members, clients } = await countAffected(db, actor.workspaceId)
  const change = actor.permissions.has('setting.manage')
  return settingKeys.map((key) => {
    const { section, label, summary, whenOff, default: byDefault } = settingCatalogue[key]
    const row = changed.find((it) => it.key === key)
    return {
      key,
      section,
      label,
      summary,
      whenOff,
      value: row?.value ?? byDefault,
      default: byDefault,
      affects: { members, signedInClients: reachesSignedIn[key] ? clients : 0 },
      changedAt: row?.changed_at.toISOString() ?? null,
      changedBy: row?.changed_by ?? null,
      can: { change, why: change ? null : 'Only an owner may change settings.' },
    }
  })
}
