import { type AccessStep, builtInRoles, permissions as registry, settingCatalogue } from '@bailiwick/contracts'
import type { AccessWorld } from '../../standing/index.ts'
import type { Step } from './steps.ts'
import type { Reach } from './what-would-change.ts'

/** What stands around steps when they are said: names of roles, of groups and of the person. */
export interface Names {
  world: AccessWorld
  who: string
  group(id: string): string
}

const none = { builtIn: null, role: null, group: null, setting: null }

/** A step as an order for people, with what it is about. */
export function toStep(step: Step, { world, who, group }: Names): AccessStep {
  const role = (id: string) => ({ id, name: world.roles.get(id)?.name ?? 'deleted' })
  const groupRef = (id: string) => ({ id, name: group(id) })
  const { kind } = step
  switch (step.kind) {
    case 'reactivate':
      return { ...none, kind, say: `Reactivate ${who}.` }
    case 'deactivate':
      return { ...none, kind, say: `Deactivate ${who}.` }
    case 'switch_setting': {
      const { label } = settingCatalogue[step.setting]
      const setting = { key: step.setting, label, to: step.to }
      return { ...none, kind, say: `Turn ${step.to ? 'on' : 'off'} “${label}”.`, setting }
    }
    case 'change_built_in':
      return {
        ...none,
        kind,
        say: `Make ${who} ${builtInRoles[step.role].label} by the built-in role.`,
        builtIn: step.role,
      }
    case 'join_group':
      return { ...none, kind, say: `Put ${who} into the group “${group(step.groupId)}”.`, group: groupRef(step.groupId) }
    case 'leave_group':
      return { ...none, kind, say: `Take ${who} out of the group “${group(step.groupId)}”.`, group: groupRef(step.groupId) }
    case 'give_role':
      if (step.roleId === null) {
        const { label } = registry[step.permission]
        const say = `Create a custom role that allows “${label}”, and give it to ${who} or to a group of theirs.`
        return { ...none, kind, say }
      }
      return {
        ...none,
        kind,
        say: `Give ${who} the custom role “${role(step.roleId).name}”.`,
        role: role(step.roleId),
      }
    case 'take_role':
      return {
        ...none,
        kind,
        say: `Take the custom role “${role(step.roleId).name}” away from ${who}.`,
        role: role(step.roleId),
      }
    case 'take_role_from_group':
      return {
        ...none,
        kind,
        say: `Take the custom role “${role(step.roleId).name}” from the group “${group(step.groupId)}”.`,
        role: role(step.roleId),
        group: groupRef(step.groupId),
      }
    case 'allow_in_role':
      return {
        ...none,
        kind,
        say: `Let the custom role “${role(step.roleId).name}” allow “${registry[step.permission].label}”.`,
        role: role(step.roleId),
      }
    case 'remove_from_role':
      return {
        ...none,
        kind,
        say: `Take “${registry[step.permission].label}” out of the custom role “${role(step.roleId).name}”.`,
        role: role(step.roleId),
      }
  }
}

/** For whom a change counts, with what it brings along. */
export function sayReach(reach: Reach, steps: readonly Step[], hasCustomRoles: boolean): string {
  const firstRole = !hasCustomRoles && steps.some((it) => it.kind === 'give_role' || it.kind === 'join_group')
  const outOfDefault = firstRole ? ' With a custom role the default role does not count for them any more.' : ''
  const policy = steps.some((it) => it.kind === 'join_group' || it.kind === 'leave_group')
    ? ' Groups also decide the policy.'
    : ''
  return `${forWhom[reach]}${outOfDefault}${policy}`
}

const forWhom: Record<Reach, string> = {
  person: 'Changes it for this person.',
  group: 'Changes it for everybody in the group.',
  role: 'Changes it for everybody with the role.',
  default_role: 'Changes it for everybody without a custom role.',
  everybody: 'Changes it for everybody.',
}
