import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { DraftContents, PolicyFolder, PolicyTest, ProblemPlace } from '@bailiwick/contracts'
import { Failure } from '../../../platform/failure.ts'

/** Names of what stands here, and what they name. */
export interface Known {
  policies: ReadonlyMap<string, string>
  groups: ReadonlyMap<string, string>
  /** The tests in force, so that one that stays keeps its id. */
  tests: readonly PolicyTest[]
}

const placeOf = (part: string, index: number, field: string): string => `body.folder.${part}.${index}.${field}`

/** Throws `code.unknown_names` with every name that names nothing, and every policy that stands twice. */
export function requireNames(folder: PolicyFolder, groups: Known['groups']): void {
  const own = new Set(folder.policies.map((it) => it.name))
  const problems: ProblemPlace[] = []
  const policy = (name: string | null, place: string) => {
    if (name !== null && !own.has(name)) problems.push({ place, message: `The folder has no policy “${name}”.` })
  }
  const group = (name: string, place: string) => {
    if (!groups.has(name)) problems.push({ place, message: `There is no group “${name}” here.` })
  }
  folder.policies.forEach(({ name }, index) => {
    const twin = folder.policies.findIndex((it) => it.name.toLowerCase() === name.toLowerCase())
    if (twin < index)
      problems.push({ place: placeOf('policies', index, 'name'), message: `“${name}” stands at ${twin} already.` })
  })
  folder.rules.forEach((it, index) => {
    group(it.group, placeOf('rules', index, 'group'))
    policy(it.policy, placeOf('rules', index, 'policy'))
  })
  policy(folder.default, 'body.folder.default')
  folder.tests.forEach(({ subject, expect }, index) => {
    if (subject.kind === 'group') group(subject.group, placeOf('tests', index, 'subject.group'))
    if (expect.kind === 'gets') policy(expect.policy, placeOf('tests', index, 'expect.policy'))
  })
  if (problems.length > 0) throw new Failure('code.unknown_names', { problems })
}

/** The folder's rules, default and tests with ids; every name is known. */
export function toListed(folder: PolicyFolder, known: Known): Omit<DraftContents, 'policies'> {
  const policyId = (name: string) => known.policies.get(name) ?? ''
  const groupId = (name: string) => known.groups.get(name) ?? ''
  const left = [...known.tests]
  return {
    rules: folder.rules.map((it) => ({ groupId: groupId(it.group), policyId: policyId(it.policy) })),
    defaultPolicyId: folder.default === null ? null : policyId(folder.default),
    tests: folder.tests.map(({ name, subject, expect }, index) => {
      const test = {
        name,
        subject: subject.kind === 'group' ? { kind: 'group' as const, groupId: groupId(subject.group) } : subject,
        expect:
          expect.kind === 'gets'
            ? { kind: 'gets' as const, policyId: expect.policy === null ? null : policyId(expect.policy) }
            : expect,
      }
      const same = left.findIndex(({ id, ...it }) => isDeepStrictEqual(it, test))
      const id = left.splice(same, same < 0 ? 0 : 1)[0]?.id ?? newTestId(test, index)
      return { id, ...test }
    }),
  }
}

/** A test's id follows from what it says and where it stands, so that the same folder makes the same draft. */
const newTestId = (test: object, index: number): string =>
  createHash('sha256')
    .update(`${index}\n${JSON.stringify(test)}`)
    .digest('hex')
    .slice(0, 16)
