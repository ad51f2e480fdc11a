import { type SettingKey, settingCatalogue, usePermissions } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { requirePermission } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { rightsNow, settleRights } from '../../identity/members/index.ts'
import { toggleFor } from '../../standing/index.ts'
import { listChanged, lockSettings, putSetting } from './settings.store.ts'

/** What a switch gives to people without a custom role, or takes from them. */
function given(key: SettingKey, value: boolean) {
  const moved = new Set(usePermissions.filter((it) => toggleFor(it) === key))
  return value ? { given: moved } : { taken: moved }
}

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
    requirePermission(await rightsNow(tx, actor), 'setting.manage')
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
    const withdrawnInvitations = await settleRights(tx, workspaceId, app.clock.now(), given(key, value))
    await record(tx, app.clock, actor, {
      kind: 'setting.changed',
      subject: { type: 'setting', id: key, name: settingCatalogue[key].label },
      detail: { before: { value: before }, after: { value }, withdrawnInvitations },
    })
  })
}
