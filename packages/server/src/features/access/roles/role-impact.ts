import {
  delegablePermissions,
  type Permission,
  type PersonRef,
  permissionNames,
  type RoleImpact,
  type RoleWarning,
  permissions as registry,
} from '@bailiwick/contracts'
import { firstByName } from '../../policies/impact/index.ts'
import type { AccessComparison, MemberStanding } from '../../standing/index.ts'

type Comparison = AccessComparison<MemberStanding>

const some = (members: readonly MemberStanding[]): { people: number; first: PersonRef[] } => ({
  people: members.length,
  first: firstByName(members, 5).map(({ personId: id, name, email }) => ({ id, name, email })),
})

const people = (n: number): string => (n === 1 ? 'One person' : `${n} people`)
const say = (permissions: readonly Permission[]): string => permissions.map((it) => `“${registry[it].label}”`).join(', ')

/** A comparison as people read it, with the traps in words. `actorId` is the person who asks. */
export function toRoleImpact(comparison: Comparison, actorId: string | null, more: RoleWarning[] = []): RoleImpact {
  const { gains, loses } = comparison
  return {
    people: comparison.people.length,
    changes: permissionNames
      .filter((it) => gains.has(it) || loses.has(it))
      .map((permission) => ({
        permission,
        gains: some(gains.get(permission) ?? []),
        loses: some(loses.get(permission) ?? []),
      })),
    warnings: [
      ...leaving(comparison),
      ...returning(comparison),
      ...lockouts(comparison),
      ...yourself(comparison, actorId),
      ...more,
    ],
    sentence: sentenceOf(comparison),
    timing: 'In force everywhere within a second, also for clients that are signed in.',
  }
}

function sentenceOf({ people: changed, gains, loses }: Comparison): string {
  if (changed.length === 0) return 'Nobody gains or loses a permission.'
  const distinct = (lists: ReadonlyMap<Permission, MemberStanding[]>) => new Set([...lists.values()].flat()).size
  const [gaining, losing] = [distinct(gains), distinct(loses)]
  return [
    gaining > 0 && `${people(gaining)} gain${gaining === 1 ? 's' : ''} permissions.`,
    losing > 0 && `${people(losing)} lose${losing === 1 ? 's' : ''} permissions.`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** Whoever gets their first custom role loses what only the default role gave them: a Codex Admin holding only that role loses Local. */
function leaving({ leaveDefault }: Comparison): RoleWarning[] {
  const lose = (wanted: (permissions: readonly Permission[]) => boolean) => leaveDefault.filter((it) => wanted(it.loses))
  const losingLocal = lose((it) => it.includes('codex.local'))
  const losingOther = lose((it) => it.length > 0 && !it.includes('codex.local'))
  const warn = (kind: RoleWarning['kind'], found: typeof leaveDefault): RoleWarning[] => {
    if (found.length === 0) return []
    const permissions = permissionNames.filter((it) => found.some(({ loses }) => loses.includes(it)))
    const get = found.length === 1 ? 'gets their' : 'get their'
    return [
      {
        kind,
        say:
          `${people(found.length)} ${get} first custom role, so the default role does not count for them any more. They lose ` +
          `${say(permissions)}. Let the role allow it too, or put them into a group whose role does.`,
        permissions,
        ...some(found.map((it) => it.member)),
      },
    ]
  }
  return [...warn('loses_local', losingLocal), ...warn('leaves_default_role', losingOther)]
}

function returning({ returnToDefault }: Comparison): RoleWarning[] {
  if (returnToDefault.length === 0) return []
  const n = returnToDefault.length
  return [
    {
      kind: 'returns_to_default_role',
      say: `${people(n)} ${n === 1 ? 'has' : 'have'} no custom role any more; the default role counts for them from then on.`,
      permissions: [],
      ...some(returnToDefault),
    },
  ]
}

/** Rights that the last person loses. Owners keep everything that administers by their built-in role. */
function lockouts({ loses, holders }: Comparison): RoleWarning[] {
  const lost = delegablePermissions.filter((it) => loses.has(it))
  const nobody = lost.filter((it) => (holders.get(it)?.all ?? 0) === 0)
  const ownersOnly = lost.filter((it) => !nobody.includes(it) && (holders.get(it)?.notOwners ?? 0) === 0)
  const warn = (kind: RoleWarning['kind'], text: string, permissions: Permission[]): RoleWarning[] =>
    permissions.length === 0
      ? []
      : [{ kind, say: text, permissions, ...some([...new Set(permissions.flatMap((it) => loses.get(it) ?? []))]) }]
  return [
    ...warn('nobody_left', `Nobody is left who may ${inOrder(nobody)}.`, nobody),
    ...warn('owners_only', `Nobody but owners is left who may ${inOrder(ownersOnly)}.`, ownersOnly),
  ]
}

/** Labels within a sentence. */
const inOrder = (permissions: Permission[]): string => {
  const labels = permissions.map((it) => {
    const { label } = registry[it]
    return label.charAt(0).toLowerCase() + label.slice(1)
  })
  return labels.join('; ')
}

function yourself({ loses }: Comparison, actorId: string | null): RoleWarning[] {
  const own = permissionNames.filter((it) => loses.get(it)?.some(({ personId }) => personId === actorId))
  const you = own[0] && loses.get(own[0])?.find(({ personId }) => personId === actorId)
  if (!you) return []
  return [{ kind: 'yourself', say: `You lose ${say(own)} yourself.`, permissions: own, ...some([you]) }]
}
