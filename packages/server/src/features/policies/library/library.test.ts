import { createHash } from 'node:crypto'
import { maxPolicyBytes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { acme } from '@bailiwick/scenario'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { bundleFor } from '../delivery/index.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const readOnly = 'allowed_sandbox_modes = ["read-only"]\n'
let made = 0
async function newPolicy(contents = readOnly, name = `Policy ${++made}`) {
  const { body, status } = await it.as('cora').call(policyRoutes.create, { body: { name, contents } })
  expect(status).toBe(201)
  return body
}
const save = (who: string, policyId: string, contents: string, expectedVersion: number) =>
  it.as(who).call(policyRoutes.save, { params: { policyId }, body: { contents, expectedVersion, note: `by ${who}` } })

async function makeDefault(policyId: string) {
  const { body } = await it.as('ada').call(ruleRoutes.get)
  const expectedRevision = body.revision?.number ?? null
  const answer = await it.as('ada').call(ruleRoutes.replace, { body: { expectedRevision, rules: [], defaultPolicyId: policyId } })
  expect(answer.status).toBe(200)
}
const servedTo = (key: string) => {
  const { acme: workspaceId = '' } = it.seeded.workspaces
  const [workspace, member] = [
    it.app.standing.workspace(workspaceId),
    it.app.standing.member(workspaceId, it.seeded.people[key] ?? ''),
  ]
  if (!workspace || !member) throw new Error('nobody there')
  return bundleFor(it.app, workspace, member).policy?.contents
}
const factsOf = async (kind: string) => {
  const rows = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
    .select(['subject_id', 'payload'])
    .where('kind', '=', kind)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows
}

test('a Codex Admin writes a policy and finds it again with its check (PO-01)', async () => {
  const policy = await newPolicy('allowed_approval_policies = ["on-request"]\nmisspelt_key = 1\n', 'Standard')
  expect(policy.version).toMatchObject({ number: 1, createdBy: { name: 'Cora Codex Admin' } })
  expect(policy.check.verdict).toBe('accepted')
  expect(policy.warnings).toBeGreaterThan(0)
  const { body } = await it.as('grace').call(policyRoutes.get, { params: { policyId: policy.id } })
  expect(body).toMatchObject({ id: policy.id, contents: policy.contents, can: { edit: false, delete: false } })
  const list = await it.as('cora').call(policyRoutes.list, { query: { search: 'stand' } })
  expect(list.body.items.map((item) => item.name)).toEqual(['Standard'])
})

test('every policy of the company is one that clients take', async () => {
  for (const { contents } of acme.policies) {
    const { body } = await it.as('cora').call(policyRoutes.check, { body: { contents } })
    expect(body.verdict).toBe('accepted')
  }
})

test('what a client would refuse is refused with line, column and fix, and nothing is kept', async () => {
  const policy = await newPolicy()
  const refused = await save('cora', policy.id, '# modes\nallowed_sandbox_modes = ["workspace-write"]\n', 1)
  expect(refused.problem).toMatchObject({ code: 'policy.refused_by_client', verdict: 'refused' })
  expect(refused.problem?.problems?.[0]).toMatchObject({ line: 2, code: 'sandbox_needs_read_only', fix: expect.any(String) })
  const malformed = await save('cora', policy.id, 'a = \n', 1)
  expect(malformed.problem?.problems?.[0]).toMatchObject({ code: 'toml_syntax', line: 1 })
  const { body } = await it.as('cora').call(policyRoutes.get, { params: { policyId: policy.id } })
  expect(body).toMatchObject({ contents: readOnly, version: { number: 1 } })
})

test('a policy under which no session works is refused as well', async () => {
  const contents = '[[hooks.PreToolUse]]\nmatcher = "("\nhooks = [{ type = "command", command = "true" }]\n'
  const check = await it.as('cora').call(policyRoutes.check, { body: { contents } })
  expect(check.body.verdict).toBe('breaks_sessions')
  const refused = await it.as('cora').call(policyRoutes.create, { body: { name: 'Broken hook', contents } })
  expect(refused.problem).toMatchObject({ code: 'policy.refused_by_client', verdict: 'breaks_sessions' })
})

test('saving a policy in use puts it in force at once; a refused text leaves the last good one in force', async () => {
  const policy = await newPolicy()
  await makeDefault(policy.id)
  const saved = await save('cora', policy.id, `${readOnly}allow_login_shell = false\n`, 1)
  expect(saved.body).toMatchObject({ version: { number: 2, note: 'by cora' }, use: { isDefault: true } })
  expect(servedTo('nora')).toContain('allow_login_shell')
  expect((await save('cora', policy.id, 'allowed_approval_policies = []\n', 2)).problem?.code).toBe('policy.refused_by_client')
  expect(servedTo('nora')).toContain('allow_login_shell')
  const { body: rules } = await it.as('ada').call(ruleRoutes.get)
  expect(rules.default).toMatchObject({ policy: { id: policy.id }, policyVersion: 2 })
  expect(rules.revision?.cause).toBe(`Policy “${policy.name}” saved as version 2`)

  const saves = (await factsOf('policy.saved')).filter((fact) => fact.subject_id === policy.id)
  expect(saves.map((fact) => fact.payload.detail)).toEqual([
    {
      note: 'by cora',
      before: { version: 1, sha256: policy.version.sha256, contents: readOnly },
      after: { version: 2, sha256: saved.body.version.sha256, contents: `${readOnly}allow_login_shell = false\n` },
      meaning: [expect.objectContaining({ key: 'allow_login_shell', effect: 'tightened' })],
    },
  ])
  const inForce = (await factsOf('revision.put_in_force')).at(-1)?.payload.detail
  expect(inForce).toMatchObject({
    before: { order: [`Default: ${policy.name} v1`] },
    after: { order: [`Default: ${policy.name} v2`] },
  })
})

test('the same text again makes no version, even when the answer to the first save was lost', async () => {
  const policy = await newPolicy()
  const text = `${readOnly}# changed\n`
  expect((await save('cora', policy.id, text, 1)).body.version.number).toBe(2)
  expect((await save('cora', policy.id, text, 1)).body.version.number).toBe(2)
  const { body } = await it.as('cora').call(policyRoutes.versions, { params: { policyId: policy.id } })
  expect(body.items.map((version) => version.number)).toEqual([2, 1])
})

test('of two people who save at once one is told what the other wrote, and nothing is lost', async () => {
  const policy = await newPolicy()
  const texts = { cora: `${readOnly}# by Cora\n`, ada: `${readOnly}# by Ada\n` }
  const answers = await Promise.all([save('cora', policy.id, texts.cora, 1), save('ada', policy.id, texts.ada, 1)])
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
  const winner = answers.find((answer) => answer.status === 200)?.body
  const loser = answers.find((answer) => answer.status === 409)?.problem
  expect(loser).toMatchObject({
    code: 'policy.changed_meanwhile',
    current: { version: 2, contents: winner?.contents, by: winner?.version.createdBy?.name, at: winner?.version.createdAt },
  })
  const [other, contents] = winner?.contents === texts.cora ? (['ada', texts.ada] as const) : (['cora', texts.cora] as const)
  expect((await save(other, policy.id, contents, 2)).body.version.number).toBe(3)
})

test('versions stay as they were, also after the policy is gone', async () => {
  const policy = await newPolicy()
  const params = { policyId: policy.id }
  await save('cora', policy.id, `${readOnly}# two\n`, 1)
  expect((await it.as('cora').call(policyRoutes.remove, { params })).status).toBe(204)
  expect((await it.as('cora').call(policyRoutes.get, { params })).problem?.code).toBe('policy.not_found')
  const first = await it.as('cora').call(policyRoutes.version, { params: { ...params, number: '1' } })
  expect(first.body).toMatchObject({ number: 1, contents: readOnly })
  for (const number of ['9', 'x', '1e3']) {
    const missing = await it.as('cora').call(policyRoutes.version, { params: { ...params, number } })
    expect(missing.problem?.code).toBe('policy.not_found')
  }
  expect((await save('cora', policy.id, readOnly, 2)).problem?.code).toBe('policy.not_found')
  await newPolicy(readOnly, policy.name) // its name is free again
})

test('a policy in use cannot be deleted; the refusal names the rules and the default', async () => {
  const policy = await newPolicy()
  const { body: before } = await it.as('ada').call(ruleRoutes.get)
  const rules = [{ groupId: it.seeded.groups.Security ?? '', policyId: policy.id }]
  await it.as('ada').call(ruleRoutes.replace, {
    body: { expectedRevision: before.revision?.number ?? null, rules, defaultPolicyId: policy.id },
  })
  const refused = await it.as('cora').call(policyRoutes.remove, { params: { policyId: policy.id } })
  expect(refused.problem).toMatchObject({ code: 'policy.in_use', rules: [{ position: 1, group: 'Security' }], isDefault: true })
  expect(refused.problem?.detail).toContain('rule 1 (Security), the default')
})

test('a change of name leaves purpose and owner, and reaches the bundle', async () => {
  const policy = await newPolicy()
  const params = { policyId: policy.id }
  await makeDefault(policy.id)
  await it.as('cora').call(policyRoutes.describe, { params, body: { purpose: 'For all', owner: 'Security' } })
  const { body } = await it.as('cora').call(policyRoutes.describe, { params, body: { name: 'House rules' } })
  expect(body).toMatchObject({ name: 'House rules', purpose: 'For all', owner: 'Security', version: { number: 1 } })
  const workspace = it.app.standing.workspace(it.seeded.workspaces.acme ?? '')
  expect(workspace?.policies.get(policy.id)?.name).toBe('House rules')
  const other = await newPolicy()
  const taken = await it.as('cora').call(policyRoutes.describe, { params: { policyId: other.id }, body: { name: 'house RULES' } })
  expect(taken.problem?.code).toBe('policy.name_taken')
  const again = await it.as('cora').call(policyRoutes.create, { body: { name: 'HOUSE rules', contents: readOnly } })
  expect(again.problem?.code).toBe('policy.name_taken')
})

test('only who may manage policies changes them, and who may not read them sees nothing', async () => {
  const policy = await newPolicy()
  const denied = await save('grace', policy.id, `${readOnly}# mine\n`, 1)
  expect(denied.problem).toMatchObject({ code: 'access.denied', permission: 'policy.manage' })
  for (const who of ['dan', 'ana']) {
    const refused = await it.as(who).call(policyRoutes.get, { params: { policyId: policy.id } })
    expect(refused.problem?.code).toBe('access.denied')
  }
})

test("another workspace's policy is missing for every verb", async () => {
  const { id: policyId } = await newPolicy()
  const mallory = it.as('mallory')
  const params = { policyId }
  const body = { contents: readOnly, expectedVersion: 1 }
  const answers = [
    await mallory.call(policyRoutes.get, { params }),
    await mallory.call(policyRoutes.save, { params, body }),
    await mallory.call(policyRoutes.describe, { params, body: { name: 'Mine' } }),
    await mallory.call(policyRoutes.remove, { params }),
    await mallory.call(policyRoutes.versions, { params }),
    await mallory.call(policyRoutes.version, { params: { ...params, number: '1' } }),
  ]
  expect(answers.map((answer) => answer.problem?.code)).toEqual(answers.map(() => 'policy.not_found'))
})

test('a document over the limit is refused by its bytes, not its characters', async () => {
  const filled = (bytes: number) => `${readOnly}# ${'é'.repeat((bytes - readOnly.length - 3) / 2)}\n`
  const fits = filled(maxPolicyBytes - 1)
  expect(Buffer.byteLength(fits)).toBeLessThanOrEqual(maxPolicyBytes)
  await newPolicy(fits)
  const contents = `${fits}${fits}`
  const refused = await it.as('cora').call(policyRoutes.create, { body: { name: 'Too large', contents } })
  expect(refused.problem?.code).toBe('policy.too_large')
  expect((await it.as('cora').call(policyRoutes.check, { body: { contents } })).problem?.code).toBe('policy.too_large')
})

test('a check tells the verdict of every recorded client and changes nothing', async () => {
  const { body: before } = await it.as('cora').call(policyRoutes.list, { query: { limit: 200 } })
  const { body } = await it.as('grace').call(policyRoutes.check, { body: { contents: 'allowed_approval_policies = []' } })
  expect(body.verdict).toBe('refused')
  expect(body.clients.map((client) => client.version)).toEqual(['0.169.0', '0.130.0'])
  const { body: after } = await it.as('cora').call(policyRoutes.list, { query: { limit: 200 } })
  expect(after.items.length).toBe(before.items.length)
})

test('a policy that names a provider of its own is warned about, where it stands', async () => {
  const contents = `${readOnly}\nmodel_provider = "elsewhere"\n[model_providers.elsewhere]\nname = "E"\nbase_url = "https://e.test"\n`
  const { body } = await it.as('cora').call(policyRoutes.check, { body: { contents } })
  const problem = body.problems.find((found) => found.key === 'model_provider')
  expect(problem).toMatchObject({ severity: 'warning', line: 3, code: 'gateway_bypassed' })
})

test('Bailiwick’s own provider cannot be redefined: clients would mix both, and sessions fail', async () => {
  for (const spelled of [
    '[model_providers.bailiwick]\nname = "B"\nenv_key = "X"\n',
    'model_providers = { bailiwick = { name = "B" } }\n',
  ]) {
    const refused = await it
      .as('cora')
      .call(policyRoutes.create, { body: { name: 'Diverted', contents: `${readOnly}${spelled}` } })
    expect(refused.problem).toMatchObject({ code: 'policy.refused_by_client', verdict: 'breaks_sessions' })
    expect(refused.problem?.problems).toContainEqual(expect.objectContaining({ code: 'model_provider_reserved' }))
  }
})

test('the templates to start from are accepted, and the published one that is refused says where (PO-09)', async () => {
  const { body } = await it.as('cora').call(policyRoutes.templates)
  expect(body).toHaveLength(4)
  for (const { contents } of body) {
    expect((await it.as('cora').call(policyRoutes.check, { body: { contents } })).body.verdict).toBe('accepted')
  }
  const cautious = body.find((template) => template.id === 'cautious-baseline')
  expect(cautious?.asPublished?.check).toMatchObject({
    verdict: 'refused',
    problems: [expect.objectContaining({ code: 'sandbox_needs_read_only', line: 2 })],
  })
})

test('hostile texts get a verdict or a refusal, never a failure', async () => {
  const texts = ['\u0000', '\ud800', '[['.repeat(20_000), '"'.repeat(5_000), 'a'.repeat(200_000), '﻿x = 1\r\n', '__proto__ = 1']
  for (const contents of texts) {
    const check = await it.as('cora').call(policyRoutes.check, { body: { contents } })
    expect(check.status).toBe(200)
    const created = await it.as('cora').call(policyRoutes.create, { body: { name: `Hostile ${++made}`, contents } })
    expect(created.problem?.code ?? 'created').toBe(check.body.verdict === 'accepted' ? 'created' : 'policy.refused_by_client')
  }
})

test('a character that cannot be kept is the caller’s mistake, wherever it stands', async () => {
  const cora = it.as('cora')
  const answers = [
    await cora.call(policyRoutes.create, { body: { name: 'a\u0000b', contents: readOnly } }),
    await cora.call(policyRoutes.get, { params: { policyId: 'a\u0000b' } }),
    await cora.call(policyRoutes.list, { query: { search: 'a\u0000b' } }),
  ]
  expect(answers.map((answer) => answer.problem?.code)).toEqual(answers.map(() => 'request.invalid'))
})

test('managed defaults are a second document of the policy, saved, numbered and served with it', async () => {
  const defaults = 'model = "gpt-5"\n'
  const { body: policy } = await it
    .as('cora')
    .call(policyRoutes.create, { body: { name: 'With defaults', contents: readOnly, defaults } })
  expect(policy).toMatchObject({ contents: readOnly, defaults, check: { verdict: 'accepted' } })
  expect(policy.version.sha256).toBe(createHash('sha256').update(`${readOnly}\0${defaults}`).digest('hex'))
  await makeDefault(policy.id)

  const kept = await save('cora', policy.id, `${readOnly}# kept\n`, 1)
  expect(kept.body, 'what is left out stays').toMatchObject({ defaults, version: { number: 2 } })
  const other = { contents: kept.body.contents, defaults: 'model = "gpt-5-mini"\n', expectedVersion: 2 }
  const saved = await it.as('cora').call(policyRoutes.save, { params: { policyId: policy.id }, body: other })
  expect(saved.body).toMatchObject({ defaults: other.defaults, version: { number: 3 } })
  const again = await it.as('cora').call(policyRoutes.save, { params: { policyId: policy.id }, body: other })
  expect(again.body.version.number, 'the same texts again').toBe(3)
  const { body: version } = await it.as('cora').call(policyRoutes.version, { params: { policyId: policy.id, number: '2' } })
  expect(version).toMatchObject({ contents: kept.body.contents, defaults })

  const { acme: workspaceId = '' } = it.seeded.workspaces
  const [workspace, nora] = [
    it.app.standing.workspace(workspaceId),
    it.app.standing.member(workspaceId, it.seeded.people.nora ?? ''),
  ]
  if (!workspace || !nora) throw new Error('nobody there')
  expect(bundleFor(it.app, workspace, nora).bundle.config_toml.enterprise_managed.map((it) => it.contents)).toEqual([
    other.defaults,
  ])
  const stored = await it.app.db
    .selectFrom('policy')
    .select(['newest_version', 'published_version'])
    .where('id', '=', policy.id)
    .execute()
  expect(stored).toEqual([{ newest_version: 3, published_version: 3 }])
})

test('managed defaults that a client would not read are refused at their line', async () => {
  const body = { name: 'Broken defaults', contents: readOnly, defaults: '# first\na = \n' }
  const refused = await it.as('cora').call(policyRoutes.create, { body })
  expect(refused.problem).toMatchObject({
    code: 'policy.refused_by_client',
    problems: [{ place: expect.stringContaining('managed defaults, line 2'), line: 2 }],
  })
})

test('managed defaults have the same limit', async () => {
  const body = { name: 'Too long', contents: readOnly, defaults: `# ${'x'.repeat(maxPolicyBytes)}` }
  const refused = await it.as('cora').call(policyRoutes.create, { body })
  expect(refused.problem).toMatchObject({ code: 'policy.too_large', detail: expect.stringContaining('managed defaults') })
})
