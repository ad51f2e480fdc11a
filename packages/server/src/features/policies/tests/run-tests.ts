import type { PolicyTest, PolicyTestResult } from '@bailiwick/contracts'
import { type Bundle, evaluate } from '@bailiwick/policy'
import type { z } from 'zod'
import type { MemberStanding, PolicyInForce, Ruling } from '../../standing/index.ts'
import { servedBundle } from '../delivery/index.ts'
import { type Case, type Subject, subjectOf } from './subjects.ts'
import { answered, placeInWords, policyInWords } from './words.ts'

type Result = z.infer<typeof PolicyTestResult>
type Found = Pick<Result, 'passed' | 'because'>

/** What tests are run on: a ruling that may not be in force yet, and everybody and everything that they may name. */
export interface TestWorld {
  publicUrl: string
  ruling: Ruling
  members(): Iterable<MemberStanding>
  /** Whatever the case of the address. */
  memberByEmail(email: string): MemberStanding | undefined
  groupNames: ReadonlyMap<string, string>
  policyNames: ReadonlyMap<string, string>
}

/**
 * Says of each assertion whether it holds under a ruling, and through which rule, policy and key. Never throws for what a test says:
 * whom or what it names in vain fails it, with the reason.
 */
export function runTests(tests: readonly PolicyTest[], world: TestWorld): Result[] {
  const bundles = new Map<PolicyInForce | null, Bundle>()
  const bundleOf = (policy: PolicyInForce | null): Bundle => {
    const bundle = bundles.get(policy) ?? servedBundle(world.publicUrl, policy)
    bundles.set(policy, bundle)
    return bundle
  }
  return tests.map((test) => {
    const subject = subjectOf(world, test)
    const sentence = `${subject.who}: ${expected(world, test)}.`
    return { id: test.id, sentence, ...judge(world, test, subject, bundleOf) }
  })
}

function judge(
  world: TestWorld,
  { expect }: PolicyTest,
  subject: Subject,
  bundleOf: (it: PolicyInForce | null) => Bundle,
): Found {
  if ('missing' in subject) return { passed: false, because: subject.missing }
  if (subject.cases.length === 0) return { passed: false, because: 'There is no rule and no default: nobody gets anything.' }
  if (expect.kind === 'gets' && expect.policyId !== null && !world.policyNames.has(expect.policyId)) {
    return { passed: false, because: 'The policy that it names does not exist any more.' }
  }
  const found = subject.cases.map((it) =>
    expect.kind === 'gets' ? judgePolicy(it, expect.policyId) : judgeAnswer(it, expect, bundleOf(it.policy)),
  )
  const failed = found.filter((it) => !it.passed)
  return failed.length > 0 ? together(failed, false) : together(found, true)
}

const judgePolicy = ({ policy, through }: Case, policyId: string | null): Found => ({
  passed: (policy?.policyId ?? null) === policyId,
  because: `${capital(through)} gives ${policyInWords(policy)}.`,
})

type Answers = Extract<PolicyTest['expect'], { kind: 'answers' }>

function judgeAnswer({ policy, through }: Case, { question, verdict }: Answers, bundle: Bundle): Found {
  const answer = evaluate(bundle, question)
  const by = answer.because ? `, by ${placeInWords(answer.because, policy)}` : ''
  return {
    passed: answer.verdict === verdict,
    because: `${capital(through)} gives ${policyInWords(policy)}, where ${answered(question, answer.verdict)}${by}: ${answer.sentence}`,
  }
}

/** What a test of everyone found is told for a few of them. */
function together(found: Found[], passed: boolean): Found {
  const distinct = [...new Set(found.map((it) => it.because))]
  const more = distinct.length - 3
  return { passed, because: [...distinct.slice(0, 3), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ') }
}

function expected({ policyNames }: TestWorld, { expect }: PolicyTest): string {
  if (expect.kind === 'answers') return answered(expect.question, expect.verdict)
  if (expect.policyId === null) return 'gets no policy'
  const name = policyNames.get(expect.policyId)
  return name === undefined ? 'gets a deleted policy' : `gets “${name}”`
}

const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
