import type { Merged } from '../bundle/merge-fragments.ts'
import type { ReadFragment, Unreadable } from '../bundle/read-fragment.ts'
import type { Check, Problem } from '../problem.ts'
import { dotted } from '../toml/parse-toml.ts'
import { positionsOf } from '../toml/positions.ts'
import { type Finding, type Findings, newFindings, severityOf } from './findings.ts'

/** Nobody reads more at once, and each costs a line of the answer. */
const mostProblems = 200

/**
 * Turns findings into problems with positions, once each, and keeps the worst verdict. `named`: say which fragment. `repeated`: what is
 * dropped there is found again elsewhere, and counted then.
 */
export function newReport(named: boolean) {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const positions = new Map<ReadFragment, ReturnType<typeof positionsOf>>()
  let verdict: Check['verdict'] = 'accepted'
  let more = 0

  function worsen(next: Check['verdict']): void {
    if (next === 'refused' || verdict === 'accepted') verdict = next
  }

  function addFinding({ effect, code, message, fix, path, part }: Finding, locate: Merged['locate']): void {
    const { from, path: own } = locate(path)
    const position = positions.get(from) ?? positionsOf(from.fragment.contents)
    positions.set(from, position)
    const [top = '', ...below] = own
    const spelled = from.spelled.get(String(top))
    const written = spelled ? [...spelled, ...below] : own
    const span = position(written, part)
    // A list that adds up numbers its items otherwise in the whole than in the fragment: the same finding all the same.
    const id = [from.fragment.id, span.line, span.column, code, message.replace(/\[\d+\]/g, '[]')].join('\n')
    if (seen.has(id)) return
    seen.add(id)
    problems.push({
      severity: severityOf[effect],
      code,
      message,
      ...(fix ? { fix } : {}),
      ...span,
      ...(written.length > 0 ? { key: dotted(written) } : {}),
      ...(named ? { fragment: from.fragment.id } : {}),
    })
  }

  return {
    addUnreadable({ fragment, line, column, message, deep }: Unreadable): void {
      worsen('refused')
      const code = deep ? 'toml_too_deep' : 'toml_syntax'
      const fix = deep ? 'Nest arrays and tables less deeply.' : 'Correct the TOML at this place.'
      problems.push({ severity: 'error', code, message, fix, line, column, ...(named ? { fragment: fragment.id } : {}) })
    },
    addAll(findings: Findings, locate: Merged['locate'], repeated = false): void {
      worsen(findings.verdict)
      more += repeated ? 0 : findings.dropped
      for (const finding of findings.list) addFinding(finding, locate)
    },
    check(run: (findings: Findings) => void, locate: Merged['locate'], repeated = false): void {
      const findings = newFindings()
      run(findings)
      this.addAll(findings, locate, repeated)
    },
    result(): Check {
      const rank = { error: 0, warning: 1, info: 2 }
      const sorted = problems.toSorted((a, b) => rank[a.severity] - rank[b.severity] || a.line - b.line || a.column - b.column)
      const left = more + Math.max(sorted.length - mostProblems, 0)
      return { verdict, problems: left > 0 ? [...sorted.slice(0, mostProblems), andMore(left, sorted[0])] : sorted }
    },
  }
}

/** The last line of a long list. */
const andMore = (count: number, first: Problem | undefined): Problem => ({
  severity: 'info',
  code: 'more_problems',
  message: `${count} more ${count === 1 ? 'problem is' : 'problems are'} not shown.`,
  fix: 'Correct these first, then check again.',
  line: 1,
  column: 1,
  ...(first?.fragment !== undefined ? { fragment: first.fragment } : {}),
})
