import type { PolicyTest } from '@bailiwick/contracts'
import type { PolicyInForce, Ruling } from '../../standing/index.ts'
import { firstMatch } from '../delivery/index.ts'
import type { TestWorld } from './run-tests.ts'

/** Somebody for whom an assertion must hold: what the rules give them, and how. */
export interface Case {
  policy: PolicyInForce | null
  /** `rule 2 (Contractors)`, `the default`, `the end of the list without a default`. */
  through: string
}

/** Whom a test is about, in words, and what must hold for whom; or why nobody can be found. */
export type Subject = { who: string; cases: Case[] } | { who: string; missing: string }

/**
 * Finds whom a test is about. Rules and default alone decide: an exception is somebody's own and ends by itself, so it neither passes
 * nor fails a test.
 */
export function subjectOf(world: TestWorld, { subject }: PolicyTest): Subject {
  switch (subject.kind) {
    case 'everyone':
      return { who: 'Everyone', cases: casesOfEveryone(world) }
    case 'member': {
      const member = world.memberByEmail(subject.email)
      if (!member) return { who: subject.email, missing: `Nobody here has the e-mail address ${subject.email}.` }
      return { who: member.name, cases: [caseOf(world, member.groupIds)] }
    }
    case 'group': {
      const name = world.groupNames.get(subject.groupId)
      if (name === undefined)
        return { who: 'Somebody who is only in a deleted group', missing: 'This group does not exist any more.' }
      return { who: `Somebody who is only in ${name}`, cases: [caseOf(world, [subject.groupId])] }
    }
  }
}

/**
 * Every rule serves whoever is only in its group, today or tomorrow, and the default whoever is in none. Without a default, getting
 * nothing counts when an active member does.
 */
function casesOfEveryone(world: TestWorld): Case[] {
  const { ruleSet } = world.ruling
  const cases = ruleSet.rules.map((it) => caseOf(world, [it.groupId]))
  return ruleSet.defaultPolicyId !== null || someoneUnmatched(world) ? [...cases, caseOf(world, [])] : cases
}

function someoneUnmatched({ ruling, members }: TestWorld): boolean {
  for (const { status, groupIds } of members()) if (status === 'active' && !firstMatch(ruling.ruleSet, groupIds)) return true
  return false
}

function caseOf({ ruling, groupNames }: TestWorld, groupIds: Iterable<string>): Case {
  const match = firstMatch(ruling.ruleSet, groupIds)
  if (match) {
    const group = groupNames.get(match.rule.groupId) ?? 'a deleted group'
    return { policy: policyOf(ruling, match.rule.policyId), through: `rule ${match.index + 1} (${group})` }
  }
  const { defaultPolicyId } = ruling.ruleSet
  if (defaultPolicyId === null) return { policy: null, through: 'the end of the list without a default' }
  return { policy: policyOf(ruling, defaultPolicyId), through: 'the default' }
}

const policyOf = (ruling: Ruling, policyId: string): PolicyInForce | null => ruling.policies.get(policyId) ?? null
