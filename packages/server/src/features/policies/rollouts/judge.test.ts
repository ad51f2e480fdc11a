import type { CohortSight } from '@bailiwick/contracts'
import { expect, test } from 'vitest'
import { judge } from './judge.ts'

const side = (change: Partial<CohortSight> = {}): CohortSight => ({
  members: 100,
  moved: 100,
  devicesServed: 20,
  devicesUsed: 20,
  devicesSilent: 0,
  callsPerHour: 10,
  callsPerHourBefore: 10,
  calls: 10,
  failedShare: 0,
  ...change,
})

const cases: [string, Partial<CohortSight>, Partial<CohortSight>, RegExp | null][] = [
  ['nothing is wrong', {}, {}, null],
  [
    'a fifth is silent, and nobody on the old one',
    { devicesUsed: 16, devicesSilent: 4 },
    {},
    /^4 of 20 sign-ins.*\(20 %\).*0 of 20 \(0 %\)/,
  ],
  ['fewer than the share', { devicesUsed: 17, devicesSilent: 3 }, {}, null],
  [
    'as silent as the old one: people went home',
    { devicesUsed: 10, devicesSilent: 10 },
    { devicesUsed: 12, devicesSilent: 8 },
    null,
  ],
  ['two silent ones are too few', { devicesUsed: 3, devicesSilent: 2 }, {}, null],
  ['four counted ones are too few', { devicesUsed: 0, devicesSilent: 4 }, {}, null],
  ['nobody to compare silence with', { devicesUsed: 0, devicesSilent: 20 }, { devicesUsed: 4 }, null],
  [
    'calls fail',
    { calls: 50, failedShare: 0.3 },
    { calls: 50, failedShare: 0.1 },
    /^15 of 50 model calls under the new policy failed \(30 %\).*10 %/,
  ],
  ['calls fail everywhere', { calls: 50, failedShare: 0.6 }, { calls: 50, failedShare: 0.5 }, null],
  ['few calls', { calls: 19, failedShare: 1 }, { calls: 50 }, null],
  ['nine failures', { calls: 40, failedShare: 9 / 40 }, { calls: 50 }, null],
  ['half of all fail, with nobody to compare', { calls: 40, failedShare: 0.5 }, { calls: 0 }, /too few calls to compare/],
  ['a third fails, with nobody to compare', { calls: 40, failedShare: 0.33 }, { calls: 0 }, null],
  [
    'calls dropped',
    { callsPerHourBefore: 60, callsPerHour: 6 },
    { callsPerHourBefore: 60, callsPerHour: 50 },
    /fell from 60\.0 to 6\.0 an hour \(10 %/,
  ],
  ['it is evening', { callsPerHourBefore: 60, callsPerHour: 6 }, { callsPerHourBefore: 60, callsPerHour: 10 }, null],
  ['few calls before', { callsPerHourBefore: 10, callsPerHour: 0 }, { callsPerHourBefore: 60, callsPerHour: 60 }, null],
]
test.each(cases)('%s', (_name, onNew, onOld, says) => {
  const verdict = judge(side(onNew), side(onOld), 20, 2)
  if (says === null) expect(verdict).toBeNull()
  else expect(verdict).toMatch(says)
})
