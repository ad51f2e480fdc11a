import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import type { Releasers } from '../../policies/brake/index.ts'
import type { Standing } from '../../standing/index.ts'
import { impactOfGroupChange } from './group-change.ts'
import { addMembers, removeGroup, removeMember } from './groups.ts'

type App = Platform & { standing: Standing }

const Adding = z.object({ groupId: z.string(), emails: z.array(z.string()) })
const Removing = z.object({ groupId: z.string(), personId: z.string() })
const Deleting = z.object({ groupId: z.string() })

const nothing = { add: [], remove: [], delete: false }
const released = { released: true }

/** How changes of groups that the brake held happen after all. */
export const groupReleasers: Releasers<App> = {
  'group.add_members': {
    needs: 'group.manage',
    async release(app, actor, input) {
      const { groupId, emails } = Adding.parse(input)
      await addMembers(app, actor, groupId, emails, released)
    },
    async impact(app, actor, input) {
      const { groupId, emails } = Adding.parse(input)
      return impactOfGroupChange(app, actor, groupId, { ...nothing, add: emails })
    },
  },
  'group.remove_member': {
    needs: 'group.manage',
    async release(app, actor, input) {
      const { groupId, personId } = Removing.parse(input)
      await removeMember(app, actor, groupId, personId, released)
    },
    async impact(app, actor, input) {
      const { groupId, personId } = Removing.parse(input)
      return impactOfGroupChange(app, actor, groupId, { ...nothing, remove: [personId] })
    },
  },
  'group.delete': {
    needs: 'group.manage',
    release: async (app, actor, input) => removeGroup(app, actor, Deleting.parse(input).groupId, released),
    impact: async (app, actor, input) =>
      impactOfGroupChange(app, actor, Deleting.parse(input).groupId, { ...nothing, delete: true }),
  },
}
