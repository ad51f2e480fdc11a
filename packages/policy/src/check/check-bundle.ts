import type { Bundle, Fragment } from '../bundle/bundle.ts'
import type { Check, ClientVersion, Problem } from '../problem.ts'
import { matchShape } from '../schema/match-shape.ts'
import { requirementFields } from '../schema/requirements.ts'
import { table } from '../schema/shape.ts'
import { dotted, parseToml } from '../toml/parse-toml.ts'
import { positionsOf } from '../toml/positions.ts'
import { type Findings, newFindings, severityOf } from './findings.ts'
import { checkRules } from './rules.ts'
import { checkSandbox } from './sandbox.ts'

const documentShape = table(requirementFields)

/** The verdict of a client on a document that is the only fragment it is served (Linux, a fresh client home). Never throws. */
export function checkPolicy(contents: string, options: { client?: ClientVersion } = {}): Check {
  return checkFragment({ id: '', name: '', contents }, options.client ?? '0.169.0', false)
}

/** The verdict on the exact bundle a client would be served. Positions are those of the fragment named in each problem. */
export function checkBundle(bundle: Bundle, options: { client?: ClientVersion } = {}): Check {
  const checks = bundle.requirements_toml.enterprise_managed.map((fragment) =>
    checkFragment(fragment, options.client ?? '0.169.0', true),
  )
  const verdicts = checks.map((check) => check.verdict)
  const verdict = verdicts.includes('refused') ? 'refused' : verdicts.includes('breaks_sessions') ? 'breaks_sessions' : 'accepted'
  return { verdict, problems: checks.flatMap((check) => check.problems) }
}

function checkFragment(fragment: Fragment, client: ClientVersion, named: boolean): Check {
  const findings = newFindings()
  const parsed = parseToml(fragment.contents)
  if (!parsed.ok) {
    const code = parsed.deep ? 'toml_too_deep' : 'toml_syntax'
    const problem: Problem = {
      severity: 'error',
      code,
      message: parsed.message,
      fix: 'Correct the TOML syntax here.',
      line: parsed.line,
      column: parsed.column,
    }
    return { verdict: 'refused', problems: [named ? { ...problem, fragment: fragment.id } : problem] }
  }
  matchShape(parsed.root, documentShape, [], findings)
  for (const area of [checkSandbox, checkRules]) area(parsed.root, findings, client)
  return { verdict: findings.verdict, problems: toProblems(findings, fragment, named) }
}

function toProblems(findings: Findings, fragment: Fragment, named: boolean): Problem[] {
  if (findings.list.length === 0) return []
  const positions = positionsOf(fragment.contents)
  return findings.list.map(({ effect, code, message, fix, path, part }) => ({
    severity: severityOf[effect],
    code,
    message,
    ...(fix ? { fix } : {}),
    ...positions(path, part),
    ...(path.length > 0 ? { key: dotted(path) } : {}),
    ...(named ? { fragment: fragment.id } : {}),
  }))
}
