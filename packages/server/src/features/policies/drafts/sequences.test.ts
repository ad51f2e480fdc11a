import { draftRoutes, groupRoutes, memberRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkServed, readTexts } from '../documents/index.ts'
import { type DraftRig, readOnly, startDraftRig } from './testing/draft-rig.ts'

let it: DraftRig
beforeAll(async () => {
  it = await startDraftRig()
})
afterAll(() => it.close())

const people = ['cora', 'ada', 'sam']
const texts = [`${readOnly}# one\n`, `${readOnly}# two\n`, 'allowed_sandbox_modes = ["workspace-write"]\n', 'a = ']
const names = ['Standard', 'Locked down']

const who = fc.constantFrom(...people)
/** Mostly the newest one, so that sequences get somewhere. */
const draft = fc.constantFrom(0, 0, 0, 1, 2)
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('begin' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('save' as const),
      who,
      draft,
      policy: fc.constantFrom(...names),
      text: fc.constantFrom(...texts),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('list' as const), who, draft, policy: fc.constantFrom(...names) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), who, draft }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      who,
      draft,
      decision: fc.constantFrom('approved' as const, 'approved' as const, 'rejected' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('publish' as const), who, draft }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rebase' as const),
      who,
      draft,
      keep: fc.constantFrom('yours' as const, 'theirs' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), who, back: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('direct' as const), who, text: fc.constantFrom(...texts) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rules' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('group' as const), join: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('role' as const), role: fc.constantFrom('codex_admin' as const, 'member' as const) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** What a witness writes down: who wrote a part of which draft, who said what about which edit, and who may approve now. */
function openWitness() {
  const drafts: string[] = []
  const authors = new Map<string, Set<string>>()
  const said = new Map<string, Map<string, string>>()
  const approvers = new Set(['cora', 'ada'])
  return {
    drafts,
    approvers,
    wrote(id: string, person: string) {
      if (!drafts.includes(id)) drafts.push(id)
      authors.set(id, (authors.get(id) ?? new Set()).add(person))
    },
    decided(id: string, edit: number, person: string, decision: string) {
      const key = `${id} ${edit}`
      said.set(key, (said.get(key) ?? new Map()).set(person, decision))
    },
    isApproved(id: string, edit: number): boolean {
      const counting = [...(said.get(`${id} ${edit}`) ?? [])].filter(
        ([person]) => approvers.has(person) && !authors.get(id)?.has(person),
      )
      return counting.length > 0 && counting.every(([, decision]) => decision === 'approved')
    },
  }
}

let published = 0
/** One that goes through, so that the property speaks of something. */
const happy: Step[] = [
  { do: 'begin', who: 'cora' },
  { do: 'save', who: 'cora', draft: 0, policy: 'Standard', text: texts[0] ?? '' },
  { do: 'submit', who: 'cora', draft: 0 },
  { do: 'decide', who: 'ada', draft: 0, decision: 'approved' },
  { do: 'publish', who: 'cora', draft: 0 },
]

async function walk(witness: ReturnType<typeof openWitness>, at: Step): Promise<void> {
  const draftId = 'draft' in at ? witness.drafts.at(-1 - at.draft) : undefined
  if ('draft' in at && draftId === undefined) return
  const params = { draftId: draftId ?? '' }
  const now = draftId === undefined ? undefined : await it.get(draftId)
  const expectedEdit = now?.edit ?? 0
  const caller = it.as('who' in at ? at.who : 'ada')
  switch (at.do) {
    case 'begin': {
      const { status, body } = await caller.call(draftRoutes.create, { body: { title: 'x' } })
      if (status === 201) witness.wrote(body.id, at.who)
      return
    }
    case 'save':
    case 'list': {
      const contents =
        at.do === 'save'
          ? { policies: [{ policyId: it.policies[at.policy] ?? '', contents: at.text }] }
          : { defaultPolicyId: it.policies[at.policy] ?? null }
      const { status } = await caller.call(draftRoutes.save, { params, body: { ...contents, expectedEdit } })
      if (status === 200) witness.wrote(params.draftId, at.who)
      return
    }
    case 'submit':
      await caller.call(draftRoutes.submit, { params, body: { expectedEdit } })
      return
    case 'decide': {
      const body = { expectedEdit, decision: at.decision }
      const { status } = await caller.call(draftRoutes.decide, { params, body })
      if (status === 200) witness.decided(params.draftId, expectedEdit, at.who, at.decision)
      return
    }
    case 'rebase': {
      const { status } = await caller.call(draftRoutes.rebase, { params, body: { expectedEdit, keep: at.keep } })
      if (status === 200) witness.wrote(params.draftId, at.who)
      return
    }
    case 'publish': {
      const { status } = await caller.call(draftRoutes.publish, { params, body: { expectedEdit } })
      if (status !== 200) return
      expect(witness.isApproved(params.draftId, expectedEdit)).toBe(true)
      published++
      return
    }
    case 'restore': {
      const revision = (await it.inForce()).revision?.number ?? 0
      const number = String(Math.max(1, revision - at.back))
      const { status, body } = await caller.call(draftRoutes.restore, {
        params: { number },
        body: { expectedRevision: revision },
      })
      if (status !== 201) return
      expect(body.state, 'a restore asks for approval too').toBe('submitted')
      witness.wrote(body.id, at.who)
      return
    }
    case 'direct': {
      const policyId = it.policies.Standard ?? ''
      const { body } = await it.as('ada').call(policyRoutes.get, { params: { policyId } })
      const save = { contents: at.text, expectedVersion: body.version.number }
      const { status, body: after } = await caller.call(policyRoutes.save, { params: { policyId }, body: save })
      if (status === 200) expect(after.version, 'only the same text again').toEqual(body.version)
      return
    }
    case 'rules': {
      const { revision, default: byDefault } = await it.inForce()
      const body = { expectedRevision: revision?.number ?? null, rules: [], defaultPolicyId: byDefault?.policy.id ?? null }
      await caller.call(ruleRoutes.replace, { body })
      expect((await it.inForce()).revision?.number, 'nothing goes round approval').toBe(revision?.number)
      return
    }
    case 'group': {
      const groupId = it.seeded.groups.Contractors ?? ''
      if (at.join) await caller.call(groupRoutes.addMembers, { params: { groupId }, body: { emails: ['nora@acme.test'] } })
      else await caller.call(groupRoutes.removeMember, { params: { groupId, personId: it.seeded.people.nora ?? '' } })
      return
    }
    case 'role': {
      const route = { params: { personId: it.seeded.people.sam ?? '' }, body: { role: at.role } }
      await caller.call(memberRoutes.update, route)
      if (at.role === 'codex_admin') witness.approvers.add('sam')
      else witness.approvers.delete('sam')
    }
  }
}

/** Every version that any revision ever served. */
async function everServed(): Promise<string[]> {
  const rows = await it.app.db.selectFrom('revision').select(['rules', 'default_policy_version_id']).execute()
  return rows.flatMap((row) => [...row.rules.map((rule) => rule.policyVersionId), row.default_policy_version_id ?? ''])
}

test('no sequence of steps puts in force what was not checked, or not approved by somebody else', {
  timeout: 120_000,
}, async () => {
  await it.needApprovals(1)
  const known = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 18 }), async (steps) => {
      const witness = openWitness()
      await walk(witness, { do: 'role', role: 'member' })
      for (const at of steps) await walk(witness, at)
      const fresh = (await everServed()).filter((id) => id !== '' && !known.has(id))
      for (const [versionId, served] of await readTexts(it.app.db, fresh)) {
        const check = checkServed(it.app.config.publicUrl, { versionId, name: 'x', version: 1, ...served })
        expect(check.verdict).toBe('accepted')
        known.add(versionId)
      }
    }),
    { numRuns: 20, examples: [[happy]] },
  )
  expect(published).toBeGreaterThan(0)
})
