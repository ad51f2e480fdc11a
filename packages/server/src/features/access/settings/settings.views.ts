import { type Setting, type SettingKey, settingCatalogue, settingKeys } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { compareAccess, type MemberStanding, type Standing, unchangedWorld } from '../../standing/index.ts'
import { countSignedIn, listChanged } from './settings.store.ts'

/** Toggles whose other position would change something for clients that are signed in already. */
const reachesSignedIn: readonly SettingKey[] = ['codex_local', 'codex_local_by_default']

/** Every setting of the catalogue as it stands, with whom a switch would affect: by the decision that everything else asks. */
export async function toSettings({ db, standing }: { db: Executor; standing: Standing }, actor: Actor): Promise<Setting[]> {
  const changed = await listChanged(db, actor.workspaceId)
  const world = standing.workspace(actor.workspaceId) ?? unchangedWorld
  const affected = (key: SettingKey): MemberStanding[] => {
    const settings = { ...world.settings, [key]: !world.settings[key] }
    return compareAccess(standing.members(actor.workspaceId), world, { ...world, settings }).people
  }
  const change = actor.permissions.has('setting.manage')
  const settings = settingKeys.map(async (key): Promise<Setting> => {
    const people = affected(key)
    const ids = people.map((it) => it.personId)
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
      affects: {
        members: people.length,
        signedInClients: reachesSignedIn.includes(key) ? await countSignedIn(db, actor.workspaceId, ids) : 0,
      },
      changedAt: row?.changed_at.toISOString() ?? null,
      changedBy: row?.changed_by ?? null,
      can: { change, why: change ? null : 'Only an owner may change settings.' },
    }
  })
  return Promise.all(settings)
}
