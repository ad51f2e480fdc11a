import type { codeRoutes, ProblemBody, ReturnsOf } from '@bailiwick/contracts'

export type Plan = ReturnsOf<(typeof codeRoutes)['plan']>

/** A plan as people read it in a terminal, or with `markdown` in a pull request. */
export function sayPlan(plan: Plan, markdown: boolean): string {
  const { review } = plan
  const title = markdown ? (text: string) => `\n### ${text}\n` : (text: string) => `\n${text}`
  const item = markdown ? (text: string) => `- ${text}` : (text: string) => `  ${text}`
  const lines = [against(plan)]
  const section = (heading: string, items: string[]) => {
    if (items.length > 0) lines.push(title(heading), ...items.map(item))
  }
  section('Changed by others since the folder was last applied', plan.drift)
  section('What applying it changes', plan.changes)
  section('Clients', clients(plan))
  section('What that means', meanings(plan))
  if (plan.changes.length > 0) section('Who it reaches', [review.impact.sentence, ...review.impact.moves.map(moveOf)])
  section(
    'Tests',
    review.tests.map((it) => `${it.passed ? '✓' : '✗'} ${it.sentence}${it.passed ? '' : `: ${it.because}`}`),
  )
  section('Not in the folder, left alone', plan.unmanaged)
  section(
    'What keeps it from being applied',
    review.blockers.map((it) => `${it.message} ${it.fix}`),
  )
  if (plan.changes.length > 0 && review.blockers.length === 0) lines.push('', `It can be applied. ${review.impact.timing}`)
  return lines.join('\n')
}

const against = ({ revision, changes }: Plan): string => {
  const place = revision === null ? 'nothing, because nothing is in force' : `revision ${revision}`
  return changes.length === 0 ? `Nothing to do: the folder says what is in force (${place}).` : `Compared with ${place}.`
}

const clients = ({ review }: Plan): string[] =>
  review.checks.flatMap(({ policy, check }) =>
    check.problems
      .filter((it) => it.severity !== 'info')
      .map((it) => `${policy.name}:${it.line}:${it.column} ${it.severity}: ${it.message}${it.fix ? ` ${it.fix}` : ''}`),
  )

const meanings = ({ review }: Plan): string[] =>
  review.checks.flatMap(({ policy, changes }) => changes.map((it) => `${policy.name}: ${it.effect}: ${it.sentence}`))

function moveOf({ from, to, members, sample, tightened, loosened }: Plan['review']['impact']['moves'][number]): string {
  const name = (served: typeof from) =>
    served ? `${served.name}${served.version === null ? '' : ` v${served.version}`}` : 'no policy'
  const more = members > sample.length ? ` and ${members - sample.length} more` : ''
  return `${members} from ${name(from)} to ${name(to)} (${tightened} tighter, ${loosened} looser): ${sample.map((it) => it.name).join(', ')}${more}`
}

/** A refusal in words, with every place. */
export function sayProblem({ code, title, detail, fix, problems = [] }: ProblemBody): string {
  const places = problems.map((it) => `  ${it.place}: ${it.message}${it.fix ? ` ${it.fix}` : ''}`)
  return [[`${title} (${code})`, detail].filter(Boolean).join('. '), ...places, fix].join('\n')
}
