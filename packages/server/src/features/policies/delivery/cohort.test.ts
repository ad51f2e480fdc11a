import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toControls, unchangedWorld, type WorkspaceStanding } from '../../standing/index.ts'
import { isAmong } from './cohort.ts'
import { decide } from './decide.ts'

const nobody = { revision: null, ruleSet: { rules: [], defaultPolicyId: null }, policies: new Map() }
const workspace = (percent: number, groupIds: string[] = []): WorkspaceStanding => ({
  ...nobody,
  id: 'w',
  slug: 'acme',
  name: 'Acme',
  denialText: '',
  ...unchangedWorld,
  rollout: { id: 'roll_1', percent, groupIds: new Set(groupIds), ruling: nobody },
  published: new Map(),
  controls: toControls(undefined),
})
const percents = fc.integer({ min: 0, max: 100 })

test('a place in line is stable, and whoever is in stays in', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), percents, percents, (rolloutId, personId, a, b) => {
      const [small, large] = [Math.min(a, b), Math.max(a, b)]
      expect(isAmong(rolloutId, personId, small)).toBe(isAmong(rolloutId, personId, small))
      if (isAmong(rolloutId, personId, small)) expect(isAmong(rolloutId, personId, large)).toBe(true)
      expect(isAmong(rolloutId, personId, 100)).toBe(true)
      expect(isAmong(rolloutId, personId, 0)).toBe(false)
    }),
  )
})

test('the share is what was asked for, and another rollout shuffles anew', () => {
  const people = Array.from({ length: 20_000 }, (_, n) => `user_${n}`)
  const first = people.filter((it) => isAmong('roll_1', it, 25))
  expect(first.length / people.length).toBeCloseTo(0.25, 1)
  const both = first.filter((it) => isAmong('roll_2', it, 25))
  expect(both.length / first.length, 'a quarter of the first quarter').toBeCloseTo(0.25, 1)
})

test('members of a chosen group are on the new side whatever the percentage; everybody is at 100', () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), percents, (personId, chosen, percent) => {
      const somebody = { personId, groupIds: new Set(chosen ? ['canary'] : ['rest']), exceptions: [] }
      const now = new Date()
      const { onNew } = decide(workspace(percent, ['canary']), somebody, now)
      expect(onNew).toBe(chosen || isAmong('roll_1', personId, percent))
      expect(decide(workspace(100), somebody, now).onNew).toBe(true)
    }),
  )
})
