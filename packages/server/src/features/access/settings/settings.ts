import { type SettingKey, settingCatalogue } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { listChanged, lockSettings, putSetting } from './settings.store.ts'

/** Fails: setting.not_found. */
function requireSettingKey(key: string): SettingKey {
  if (!Object.hasOwn(settingCatalogue, key)) throw new Failure('setting.not_found')
  return key as SettingKey // the catalogue has just been asked
}

/**
 * Switches one setting (WS-03, WS-05); every replica has it within a second. Switching to where it stands changes nothing.
 * Fails: setting.not_found.
 */
export async function switchSetting(
  app: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  name: string,
  value: boolean,
): Promise<void> {
  const key = requireSettingKey(name)
  const { workspaceId } = actor
  await app.db.transaction().execute(async (tx) => {
    await lockSettings(tx, workspaceId)
    const stored = (await listChanged(tx, workspaceId)).find((it) => it.key === key)
    const before = stored?.value ?? settingCatalogue[key].default
    if (before === value) return
    await putSetting(tx, {
      workspace_id: workspaceId,
      key,
      value,
      changed_at: app.clock.now(),
      changed_by: actor.personId,
    })
    await announce(tx, 'workspace', workspaceId, workspaceId)
    await record(tx, app.clock, actor, {
      kind: 'setting.changed',
      subject: { type: 'setting', id: key, name: settingCatalogue[key].label },
      detail: { before: { value: before }, after: { value } },
    })
  })
}
