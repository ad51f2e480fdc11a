import { z } from 'zod'
import type { Actor } from '../../../platform/actor.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Releasers } from '../../policies/brake/index.ts'
import { impactOf } from '../../policies/impact/index.ts'
import type { Standing } from '../../standing/index.ts'
import { compareGroup, everybodyIn } from '../groups/index.ts'
import { compareDeactivated } from '../members/index.ts'
import { getDirectory } from './directories.store.ts'
import { changeSyncedGroup, createSyncedGroup, deleteSyncedGroup } from './provision-group.ts'
import { changeUser, createUser, deleteUser } from './provision-user.ts'
import { openSync, type Sync } from './synced.ts'

type App = Platform & { standing: Standing }

const Ids = z.array(z.string())
const OfDirectory = z.object({ directoryId: z.string() })
const CreatingUser = OfDirectory.extend({
  user: z.object({
    userName: z.string(),
    externalId: z.string().nullable(),
    active: z.boolean(),
    email: z.string(),
    emails: Ids,
    displayName: z.string(),
    attributes: z.record(z.string(), z.unknown()),
  }),
})
const OfUser = OfDirectory.extend({ personId: z.string() })
const SettingActive = OfUser.extend({ active: z.boolean() })
const CreatingGroup = OfDirectory.extend({
  group: z.object({ name: z.string(), externalId: z.string().nullable(), memberIds: Ids }),
})
const OfGroup = OfDirectory.extend({ groupId: z.string() })
const ChangingGroup = OfGroup.extend({
  change: z.object({
    name: z.string().optional(),
    externalId: z.string().nullable().optional(),
    members: z.object({ all: Ids.nullable(), add: Ids, remove: Ids }),
  }),
})

const released = { released: true }
const anyVersion = () => undefined

/** The directory behind a held change, as long as it is connected. Fails: directory.not_found. */
async function syncOf(app: App, actor: Actor, input: unknown): Promise<Sync> {
  const { directoryId } = OfDirectory.parse(input)
  return openSync(actor, await getDirectory(app.db, actor.workspaceId, directoryId, app.clock.now()))
}

const needs = 'scim.provision'

/** How what directories do, and the brake held, happens after all. Its history does not tell it again. */
export const directoryReleasers: Releasers<App> = {
  'directory.create_user': {
    needs,
    async release(app, actor, input) {
      await createUser(app, await syncOf(app, actor, input), CreatingUser.parse(input).user, released)
    },
    async impact(app, actor, input) {
      const member = app.standing.memberByEmail(actor.workspaceId, CreatingUser.parse(input).user.email)
      return impactOf(app, compareDeactivated(app, actor.workspaceId, member?.personId ?? ''))
    },
  },
  'directory.set_active': {
    needs,
    async release(app, actor, input) {
      const { personId, active } = SettingActive.parse(input)
      const sync = await syncOf(app, actor, input)
      const now = (attributes: Record<string, unknown>) => ({ ...attributes, active })
      await changeUser(app, sync, personId, (it) => ({ ...asInput(it), active, attributes: now(it.attributes) }), released)
    },
    impact: async (app, actor, input) => impactOf(app, compareDeactivated(app, actor.workspaceId, OfUser.parse(input).personId)),
  },
  'directory.delete_user': {
    needs,
    release: async (app, actor, input) =>
      deleteUser(app, await syncOf(app, actor, input), OfUser.parse(input).personId, anyVersion, released),
    impact: async (app, actor, input) => impactOf(app, compareDeactivated(app, actor.workspaceId, OfUser.parse(input).personId)),
  },
  'directory.create_group': {
    needs,
    async release(app, actor, input) {
      await createSyncedGroup(app, await syncOf(app, actor, input), CreatingGroup.parse(input).group, released)
    },
    impact: async (app, actor) => impactOf(app, compareGroup(app, actor.workspaceId, '', {})),
  },
  'directory.change_group': {
    needs,
    async release(app, actor, input) {
      const { groupId, change } = ChangingGroup.parse(input)
      await changeSyncedGroup(app, await syncOf(app, actor, input), groupId, () => change, released)
    },
    async impact(app, actor, input) {
      const { groupId, change } = ChangingGroup.parse(input)
      const { all, add, remove } = change.members
      const staying = new Set(all)
      const leaving = all ? everybodyIn(app.standing, actor.workspaceId, groupId).filter((it) => !staying.has(it)) : remove
      return impactOf(app, compareGroup(app, actor.workspaceId, groupId, { add: all ?? add, remove: leaving }))
    },
  },
  'directory.delete_group': {
    needs,
    release: async (app, actor, input) =>
      deleteSyncedGroup(app, await syncOf(app, actor, input), OfGroup.parse(input).groupId, anyVersion, released),
    async impact(app, actor, input) {
      const { groupId } = OfGroup.parse(input)
      const remove = everybodyIn(app.standing, actor.workspaceId, groupId)
      return impactOf(app, compareGroup(app, actor.workspaceId, groupId, { remove }))
    },
  },
}

const asInput = (row: Parameters<Parameters<typeof changeUser>[3]>[0]) => ({
  userName: row.user_name,
  externalId: row.external_id,
  active: row.active,
  email: row.email,
  emails: row.emails,
  displayName: row.display_name,
  attributes: row.attributes,
})
