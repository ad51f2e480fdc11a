import type { Evaluation } from '@bailiwick/contracts'
import type { StatusTone } from '../../ui/status.tsx'
import { count, formatNumber, sayList } from '../../ui/words.ts'

export type Counted = Evaluation['counts'][number]
export type Verdict = Counted['inForce']

/** A verdict as a word and its colour. */
export const verdictWords: Record<Verdict, [tone: StatusTone, words: string]> = {
  not_restricted: ['quiet', 'Not restricted'],
  allowed: ['good', 'Allowed'],
  prompted: ['warn', 'Asks first'],
  denied: ['bad', 'Stopped'],
}

export const kindWords: Record<Counted['kind'], [title: string, one: string, many: string]> = {
  command: ['Commands', 'command', 'commands'],
  sandbox: ['Sandbox modes', 'turn', 'turns'],
  tool: ['Tools offered to the model', 'tool', 'tools'],
}

const strictness: Record<Verdict, number> = { not_restricted: 0, allowed: 0, prompted: 1, denied: 2 }

/** What the draft would have been beside the policy in force. */
export function compare(it: Counted): 'stricter' | 'looser' | 'same' {
  const more = strictness[it.inDraft] - strictness[it.inForce]
  return more > 0 ? 'stricter' : more < 0 ? 'looser' : 'same'
}

export const sayWho = (run: Evaluation): string =>
  run.groups.length === 0 ? 'everybody' : sayList(run.groups.map((it) => it.name))

/** "3 people in 14 model calls". */
export const saySeen = (run: Evaluation): string =>
  `${formatNumber(run.people)} ${run.people === 1 ? 'person' : 'people'} in ${count(run.calls, 'model call')}`

/** The sentence of a list of runs, the newest first. */
export function sayRuns(runs: Evaluation[]): string {
  const running = runs.filter((it) => it.running)
  const [first] = running
  if (!first) return 'No draft observes just now.'
  if (running.length > 1) return `${running.length} drafts observe; what is in force stays enforced.`
  return `“${first.title}” observes ${sayWho(first)}; what is in force stays enforced.`
}
