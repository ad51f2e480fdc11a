import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { askFor, ent, namesFound, type Resource, sixPeople } from './testing/people.ts'
import type { Idp } from './testing/scim-rig.ts'

let it: TestServer
let idp: Idp
let users: Resource[]
let group: string
beforeAll(async () => {
  it = await startTestServer()
  const made = await sixPeople(it)
  idp = made.idp
  users = made.users
  group = made.group
})
afterAll(() => it.close())

const found = (filter: string) => namesFound(idp, filter)

// What a filter means, without SQL: each leaf looked at by hand.
type Tree =
  | { kind: 'leaf'; path: string; op: string; value: string | boolean | null }
  | { kind: 'pr'; path: string }
  | { kind: 'not'; inner: Tree }
  | { kind: 'and' | 'or'; parts: Tree[] }

const textPaths = ['userName', 'displayName', 'title', 'name.familyName', 'emails.value', 'emails.type', `${ent}:department`]
const leaf = fc.record({
  kind: fc.constant('leaf' as const),
  path: fc.constantFrom(...textPaths),
  op: fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
  value: fc.constantFrom(
    '',
    'a',
    'Anna',
    'BOSS 0',
    'boss 2',
    'work',
    'bea@home.test',
    'people-',
    '.test',
    'D4',
    'Z "quoted" \\ back',
  ),
})
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant('pr' as const), path: fc.constantFrom(...textPaths) }),
    fc.record({
      kind: fc.constant('leaf' as const),
      path: fc.constant('active'),
      op: fc.constantFrom('eq', 'ne'),
      value: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('leaf' as const),
      path: fc.constantFrom('title', 'displayName'),
      op: fc.constantFrom('eq', 'ne'),
      value: fc.constant(null),
    }),
    fc.record({ kind: fc.constant('not' as const), inner: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}))

/** Every part in brackets, so that what is tested is what each operator means; who comes before whom is the parser's. */
function write(it: Tree): string {
  if (it.kind === 'pr') return `${it.path} pr`
  if (it.kind === 'leaf') return `${it.path} ${it.op} ${JSON.stringify(it.value)}`
  if (it.kind === 'not') return `not (${write(it.inner)})`
  return it.parts.map((part) => `(${write(part)})`).join(` ${it.kind} `)
}

function valuesAt(user: Resource, path: string): unknown[] {
  if (path.startsWith(`${ent}:`)) return [(user[ent] as Resource | undefined)?.[path.slice(ent.length + 1)]]
  const [name = '', part] = path.split('.')
  const held = user[name]
  if (!part) return [held]
  return Array.isArray(held) ? held.map((value) => value[part]) : [(held as Resource | undefined)?.[part]]
}

function means(user: Resource, it: Tree): boolean {
  if (it.kind === 'not') return !means(user, it.inner)
  if (it.kind === 'pr') return valuesAt(user, it.path).some((held) => held !== undefined)
  if (it.kind === 'leaf') return fits(user, it)
  return it.kind === 'and' ? it.parts.every((part) => means(user, part)) : it.parts.some((part) => means(user, part))
}

function fits(user: Resource, it: Extract<Tree, { kind: 'leaf' }>): boolean {
  return valuesAt(user, it.path).some((held) => {
    if (it.value === null) return it.op === 'eq' ? held === undefined : held !== undefined
    if (held === undefined) return it.op === 'ne'
    const [is, asked] = [String(held).toLowerCase(), String(it.value).toLowerCase()]
    if (it.op === 'eq') return is === asked
    if (it.op === 'ne') return is !== asked
    if (it.op === 'co') return is.includes(asked)
    if (it.op === 'sw') return is.startsWith(asked)
    if (it.op === 'ew') return is.endsWith(asked)
    if (it.op === 'gt') return is > asked
    if (it.op === 'ge') return is >= asked
    return it.op === 'lt' ? is < asked : is <= asked
  })
}

test('any filter finds in SQL what it means', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (it) => {
      const expected = users.filter((user) => means(user, it)).map((user) => user.displayName)
      expect(await found(write(it))).toEqual(expected)
    }),
    { numRuns: 250 },
  )
})

test('no text is a filter, a path or a body that breaks anything', async () => {
  const words = fc.constantFrom(
    'userName',
    'emails',
    '[',
    ']',
    '(',
    ')',
    '"',
    '\\',
    ' ',
    '.',
    'eq',
    'and',
    'not',
    'null',
    'value',
    ent,
    ':',
    '%',
    "'",
    ';',
    'é',
    '\u0000',
  )
  const nonsense = fc.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(nonsense, fc.jsonValue({ maxDepth: 2 }), async (text, value) => {
      const id = users[1]?.id
      const answers = [
        await askFor(idp, text),
        await idp.send('GET', `/Users?sortBy=${encodeURIComponent(text)}&attributes=${encodeURIComponent(text)}&count=1`),
        await idp.send('PATCH', `/Users/${id}`, { Operations: [{ op: 'remove', path: `${text}x`, value }] }),
        await idp.send('PATCH', `/Groups/${group}`, { Operations: [{ op: 'remove', path: `members[${text}]`, value }] }),
        await idp.send('PATCH', `/Users/${id}`, { Operations: value as never }),
        await idp.send('POST', '/Users', value),
        await idp.send('POST', '/Groups', value),
        await idp.send('GET', `/Groups/${encodeURIComponent(text) || 'x'}`),
      ]
      for (const { status, body } of answers) expect(status, JSON.stringify(body)).toBeLessThan(500)
    }),
    { numRuns: 60 },
  )
})

test('any sequence of changes of members leaves who it says', async () => {
  const ids = users.map((user) => String(user.id))
  const made = await idp.group('Sequences')
  const some = fc.subarray(ids)
  type Change = { op: string; path?: string; value?: { value: string }[] | { members: { value: string }[] } }
  const operation: fc.Arbitrary<Change> = fc.oneof(
    some.map((who) => ({ op: 'add', path: 'members', value: who.map((value) => ({ value })) })),
    some.map((who) => ({ op: 'Replace', path: 'members', value: who.map((value) => ({ value })) })),
    some.map((who) => ({
      op: 'Remove',
      path: 'members',
      value: who.length > 0 ? who.map((value) => ({ value })) : [{ value: 'user_nobody' }],
    })),
    fc.constantFrom(...ids).map((who) => ({ op: 'remove', path: `members[value eq "${who}"]` })),
    fc.constant({ op: 'remove', path: 'members' }),
    some.map((who) => ({ op: 'replace', value: { members: who.map((value) => ({ value })) } })),
  )
  let members = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 5 }), async (operations) => {
      for (const it of operations) {
        const named = it.value ? (Array.isArray(it.value) ? it.value : it.value.members).map(({ value }) => value) : null
        const verb = it.op.toLowerCase()
        if (verb === 'add') for (const id of named ?? []) members.add(id)
        else if (verb === 'replace') members = new Set(named)
        else if (named) for (const id of named) members.delete(id)
        else if (it.path === 'members') members.clear()
        else members.delete(/"(.*)"/.exec(it.path ?? '')?.[1] ?? '')
      }
      expect((await idp.send('PATCH', `/Groups/${made}`, { Operations: operations })).status).toBe(204)
      const { body } = await idp.send('GET', `/Groups/${made}`)
      expect(body.members.map((it: { value: string }) => it.value)).toEqual([...members].sort())
    }),
    { numRuns: 40 },
  )
})
