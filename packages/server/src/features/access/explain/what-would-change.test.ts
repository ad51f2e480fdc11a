import { type Permission, permissionNames } from '@bailiwick/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayInModel, type PlainWorld } from '../../standing/testing/access-model.ts'
import { companies, toCase } from '../../standing/testing/random-company.ts'
import type { Step } from './steps.ts'
import { whatWouldChange } from './what-would-change.ts'

const toggle = {
  codex_local: 'local',
  device_code: 'deviceCode',
  access_tokens: 'tokens',
  administer_codex: 'administer',
  codex_local_by_default: 'localByDefault',
} as const

/** Does a step to a plain company, written without looking at how the server supposes it. */
function doStep(company: PlainWorld, step: Step): PlainWorld {
  const it = structuredClone(company)
  const without = (list: string[], id: string) => list.filter((other) => other !== id)
  const role = (id: string) => it.roles.find((other) => other.id === id)
  switch (step.kind) {
    case 'reactivate':
      it.person.active = true
      break
    case 'deactivate':
      it.person.active = false
      break
    case 'switch_setting':
      it.toggles[toggle[step.setting]] = step.to
      break
    case 'change_built_in':
      it.person.builtIn = step.role
      break
    case 'join_group':
      it.person.in.push(step.groupId)
      break
    case 'leave_group':
      it.person.in = without(it.person.in, step.groupId)
      break
    case 'give_role':
      if (step.roleId === null) it.roles.push({ id: 'made', allows: [step.permission] })
      it.person.direct.push(step.roleId ?? 'made')
      break
    case 'take_role':
      it.person.direct = without(it.person.direct, step.roleId)
      break
    case 'take_role_from_group':
      for (const group of it.groups) if (group.id === step.groupId) group.gives = without(group.gives, step.roleId)
      break
    case 'allow_in_role':
      role(step.roleId)?.allows.push(step.permission)
      break
    case 'remove_from_role': {
      const found = role(step.roleId)
      if (found) found.allows = found.allows.filter((other) => other !== step.permission)
    }
  }
  return it
}

const waysFor = (company: PlainWorld, permission: Permission) => whatWouldChange(toCase(company), permission)

test('doing what is said to change an answer turns it round, in any company', () => {
  fc.assert(
    fc.property(companies, (company) => {
      for (const permission of permissionNames) {
        const now = mayInModel(company, permission)
        for (const { steps } of waysFor(company, permission)) {
          expect(mayInModel(steps.reduce(doStep, company), permission), JSON.stringify({ permission, steps })).toBe(!now)
        }
      }
    }),
    { numRuns: 250 },
  )
})

test('there is always a way to give and a way to take, the narrowest first', () => {
  const order = ['person', 'group', 'role', 'default_role', 'everybody']
  fc.assert(
    fc.property(companies, fc.constantFrom(...permissionNames), (company, permission) => {
      const ways = waysFor(company, permission)
      expect(ways.length).toBeGreaterThan(0)
      const reaches = ways.map((it) => order.indexOf(it.reach))
      expect(reaches).toEqual([...reaches].sort((a, b) => a - b))
    }),
    { numRuns: 1_000 },
  )
})

test('nothing that is said to take a permission gives a role with rights that the person lacks', () => {
  fc.assert(
    fc.property(companies, fc.constantFrom(...permissionNames), (company, permission) => {
      if (!mayInModel(company, permission)) return
      for (const step of waysFor(company, permission).flatMap((it) => it.steps)) {
        if (step.kind !== 'give_role') continue
        const allows = company.roles.find((it) => it.id === step.roleId)?.allows ?? []
        expect(allows.filter((it) => !mayInModel(company, it))).toEqual([])
      }
    }),
    { numRuns: 1_000 },
  )
})
