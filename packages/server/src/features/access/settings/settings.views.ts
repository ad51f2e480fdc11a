import { type Setting, type SettingKey, settingCatalogue, settingKeys } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { compareAccess, type MemberStanding, type Standing, unchangedWorld } from '../../standing/index.ts'
import { countSignedIn, listChanged } from './settings.store.ts'

/** Whether the other position would change something for clients that are signed in already. */
const reachesSignedIn = { codex_local: true, device_code: false, access_tokens: false, administer_codex: false } satisfies Record<
  SettingKey,
  boolean
>

/** Every setting of the catalogue as it stands, with whom a switch would affect: by the decision that everything else asks. */
export async function toSettings({ db, standing }: { db: Executor; standing: Standing }, actor: Actor): Promise<Setting[]> {
  const changed = await listChanged(db, actor.workspaceId)
  const world = standing.workspace(actor.workspaceId) ?? unchangedWorld
  const affected = (key: SettingKey): MemberStanding[] => {
    const settings = { ...world.settings, [key]: !world.settings[key] }
    return compareAccess(standing.members(actor.workspaceId), world, { ...world, settings }).people
  }
  const reached = affected('codex_local').map((it) => it.personId)
  const clients = await countSignedIn(db, actor.workspaceId, reached)
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
      affects: { members: affected(key).length, signedInClients: reachesSignedIn[key] ? clients : 0 },
      changedAt: row?.changed_at.toISOString() ?? null,
      changedBy: row?.changed_by ?? null,
      can: { change, why: change ? null : 'Only an owner may change settings.' },
    }
  })
}
