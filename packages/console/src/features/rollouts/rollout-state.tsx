import type { Rollout } from '@bailiwick/contracts'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { count, sayList } from '../../ui/words.ts'

const words = {
  running: ['info', 'Runs'],
  halted: ['bad', 'Halted'],
  completed: ['good', 'Completed'],
  rolled_back: ['quiet', 'Rolled back'],
} as const satisfies Record<Rollout['state'], [StatusTone, string]>

export function RolloutStateMark({ state }: { state: Rollout['state'] }) {
  return <Status tone={words[state][0]}>{words[state][1]}</Status>
}

type RolloutStage = Rollout['stages'][number]

/** Who a stage is for, in a few words: "5 % and Platform". */
export function sayStage(stage: RolloutStage, last: boolean): string {
  if (last || stage.percent === 100) return 'Everybody'
  const groups = stage.groups.length > 0 ? sayList(stage.groups.map((it) => it.name)) : ''
  if (stage.percent === 0) return groups || 'Nobody'
  return groups ? `${groups} and ${stage.percent} %` : `${stage.percent} %`
}

/** How a stage ends. */
export function sayEnd(stage: RolloutStage): string {
  if (stage.minutes === null) return 'until somebody goes on'
  if (stage.minutes % 1440 === 0) return `for ${count(stage.minutes / 1440, 'day')}`
  return stage.minutes % 60 === 0 ? `for ${count(stage.minutes / 60, 'hour')}` : `for ${count(stage.minutes, 'minute')}`
}
