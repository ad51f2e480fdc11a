import type { CohortSight } from '@bailiwick/contracts'

/** Fewer say nothing: the sign-ins of a side whose silence is counted, the silent ones among them, calls, and failed calls. */
const least = { devices: 5, silent: 3, calls: 20, failed: 10, callsBefore: 50 }

/** From this share of failed calls on a stage halts without anybody to compare with. */
const failedAlone = 0.5

const percent = (share: number): string => `${Math.round(share * 100)} %`
const per = (n: number): string => n.toFixed(1)

/** Sign-ins that are counted: used after their fetch, or used before and silent since. New ones, and those of the last hour, are not. */
const counted = (it: CohortSight): number => it.devicesUsed + it.devicesSilent
const silentShare = (it: CohortSight): number => (counted(it) === 0 ? 0 : it.devicesSilent / counted(it))

/**
 * Whether a stage halts, and why: what the side on the new revision does against the side on the old one in the same time. It halts when
 *
 * - at least 5 sign-ins are counted on each side, 3 of the new side or more are silent, these are at least `haltPercent` of those counted,
 *   and at least twice the share on the old side; or
 * - of at least 20 calls under the new policy 10 or more failed, which is at least `haltPercent` and twice the share on the old side, or
 *   half of all where the old side has too few calls to compare; or
 * - the calls an hour fell to less than half of those in the same time before the stage, while the old side kept at least half of its own
 *   and more than twice what the new side kept; with at least 50 calls before on both sides.
 *
 * Small numbers never halt, and neither does silence without anybody to compare with: everybody may have gone home.
 * @param hours since the stage began
 * @returns the sentence that people read; null to go on
 */
export function judge(onNew: CohortSight, onOld: CohortSight, haltPercent: number, hours: number): string | null {
  return fellSilent(onNew, onOld, haltPercent) ?? callsFail(onNew, onOld, haltPercent) ?? callsDropped(onNew, onOld, hours)
}

function fellSilent(onNew: CohortSight, onOld: CohortSight, haltPercent: number): string | null {
  if (counted(onNew) < least.devices || counted(onOld) < least.devices || onNew.devicesSilent < least.silent) return null
  const [is, was] = [silentShare(onNew), silentShare(onOld)]
  if (is * 100 < haltPercent || is < 2 * was) return null
  return (
    `${onNew.devicesSilent} of ${counted(onNew)} sign-ins that fetched the new policy and were used before have made no model call for more than ` +
    `an hour (${percent(is)}). On the old one it is ${onOld.devicesSilent} of ${counted(onOld)} (${percent(was)}).`
  )
}

function callsFail(onNew: CohortSight, onOld: CohortSight, haltPercent: number): string | null {
  const failed = Math.round(onNew.failedShare * onNew.calls)
  if (onNew.calls < least.calls || failed < least.failed) return null
  const comparable = onOld.calls >= least.calls
  const tooMany = comparable
    ? onNew.failedShare * 100 >= haltPercent && onNew.failedShare >= 2 * onOld.failedShare
    : onNew.failedShare >= failedAlone
  if (!tooMany) return null
  const old = comparable
    ? `On the old one it is ${percent(onOld.failedShare)}.`
    : 'On the old one there are too few calls to compare.'
  return `${failed} of ${onNew.calls} model calls under the new policy failed (${percent(onNew.failedShare)}). ${old}`
}

function callsDropped(onNew: CohortSight, onOld: CohortSight, hours: number): string | null {
  const before = (it: CohortSight) => it.callsPerHourBefore * hours
  if (before(onNew) < least.callsBefore || before(onOld) < least.callsBefore) return null
  const [kept, keptOld] = [onNew.callsPerHour / onNew.callsPerHourBefore, onOld.callsPerHour / onOld.callsPerHourBefore]
  if (kept >= 0.5 || keptOld < 0.5 || keptOld <= 2 * kept) return null
  return (
    `Model calls of those on the new revision fell from ${per(onNew.callsPerHourBefore)} to ${per(onNew.callsPerHour)} an hour ` +
    `(${percent(kept)} of before); of those on the old one ${percent(keptOld)} are left.`
  )
}
