import SCIMMY from 'scimmy'
import { describe, expect, test } from 'vitest'
import { applyPatch, type Operation, readOperations } from './patch.ts'
import type { Json } from './read-value.ts'
import { urns, userKind } from './schema.ts'
import type { ScimError } from './scim-error.ts'

// Its types want an instance where its code wants the class.
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser as never)

const ent = urns.enterprise
const before: Json = {
  userName: 'barb@acme.test',
  displayName: 'Barb',
  name: { givenName: 'Barbara', familyName: 'Jensen' },
  active: true,
  emails: [
    { value: 'barb@acme.test', type: 'work', primary: true },
    { value: 'barb@home.test', type: 'home' },
  ],
  [ent]: { department: 'Tools', manager: { value: 'user_boss' } },
}

interface Case {
  rule: string
  operations: Operation[]
  /** What differs afterwards; undefined is gone. */
  leaves: Json
  /** Where the second opinion differs, why. */
  apart?: string
}

const cases: Case[] = [
  {
    rule: '§3.5.2.1 add sets what was not there',
    operations: [{ op: 'add', path: 'title', value: 'Boss' }],
    leaves: { title: 'Boss' },
  },
  {
    rule: '§3.5.2.1 add replaces a single value',
    operations: [{ op: 'add', path: 'displayName', value: 'B' }],
    leaves: { displayName: 'B' },
  },
  {
    rule: '§3.5.2.1 add without a path: the value holds the attributes',
    operations: [{ op: 'add', value: { nickName: 'Babs', title: 'Boss' } }],
    leaves: { nickName: 'Babs', title: 'Boss' },
  },
  {
    rule: '§3.5.2.1 add to a complex attribute leaves its other parts',
    operations: [{ op: 'add', path: 'name', value: { middleName: 'Jane' } }],
    leaves: { name: { givenName: 'Barbara', familyName: 'Jensen', middleName: 'Jane' } },
  },
  {
    rule: '§3.5.2.1 add to several values appends',
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'b@x.test', type: 'other' }] }],
    leaves: { emails: [...(before.emails as Json[]), { value: 'b@x.test', type: 'other' }] },
  },
  {
    rule: '§3.5.2.1 what is there already is not added again',
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'barb@home.test', type: 'home' }] }],
    leaves: {},
    apart: 'it adds it again',
  },
  {
    rule: '§3.5.2 a value that becomes primary takes that from the others',
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'b@x.test', primary: true }] }],
    leaves: {
      emails: [
        { value: 'barb@acme.test', type: 'work', primary: false },
        { value: 'barb@home.test', type: 'home' },
        { value: 'b@x.test', primary: true },
      ],
    },
    apart: 'it removes the older primary mark instead of setting it to false',
  },
  {
    rule: '§3.5.2.2 remove one attribute',
    operations: [{ op: 'remove', path: 'displayName' }],
    leaves: { displayName: undefined },
  },
  {
    rule: '§3.5.2.2 remove a part of a complex attribute',
    operations: [{ op: 'remove', path: 'name.givenName' }],
    leaves: { name: { familyName: 'Jensen' } },
  },
  { rule: '§3.5.2.2 remove every value', operations: [{ op: 'remove', path: 'emails' }], leaves: { emails: undefined } },
  {
    rule: '§3.5.2.2 remove the values that a filter chooses',
    operations: [{ op: 'remove', path: 'emails[type eq "home"]' }],
    leaves: { emails: [{ value: 'barb@acme.test', type: 'work', primary: true }] },
  },
  {
    rule: '§3.5.2.2 remove a part of the values that a filter chooses',
    operations: [{ op: 'remove', path: 'emails[value ew "home.test"].type' }],
    leaves: { emails: [{ value: 'barb@acme.test', type: 'work', primary: true }, { value: 'barb@home.test' }] },
  },
  {
    rule: 'Entra ID: remove names the values that go',
    operations: [{ op: 'remove', path: 'emails', value: [{ value: 'barb@home.test' }] }],
    leaves: { emails: [{ value: 'barb@acme.test', type: 'work', primary: true }] },
  },
  {
    rule: '§3.5.2.3 replace one attribute',
    operations: [{ op: 'replace', path: 'displayName', value: 'B' }],
    leaves: { displayName: 'B' },
  },
  {
    rule: '§3.5.2.3 replace what was not there adds it',
    operations: [{ op: 'replace', path: 'title', value: 'B' }],
    leaves: { title: 'B' },
  },
  {
    rule: '§3.5.2.3 replace parts of a complex attribute; others stay',
    operations: [{ op: 'replace', path: 'name', value: { givenName: 'Barbie' } }],
    leaves: { name: { givenName: 'Barbie', familyName: 'Jensen' } },
    apart: 'it replaces the whole attribute',
  },
  {
    rule: '§3.5.2.3 replace every value',
    operations: [{ op: 'replace', path: 'emails', value: [{ value: 'one@acme.test' }] }],
    leaves: { emails: [{ value: 'one@acme.test' }] },
  },
  {
    rule: '§3.5.2.3 replace a part of the values that a filter chooses',
    operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'new@acme.test' }],
    leaves: {
      emails: [
        { value: 'new@acme.test', type: 'work', primary: true },
        { value: 'barb@home.test', type: 'home' },
      ],
    },
  },
  {
    rule: '§3.5.2.3 replace the values that a filter chooses',
    operations: [
      { op: 'replace', path: 'emails[type eq "home" and value co "home"]', value: { value: 'x@home.test', type: 'other' } },
    ],
    leaves: {
      emails: [
        { value: 'barb@acme.test', type: 'work', primary: true },
        { value: 'x@home.test', type: 'other' },
      ],
    },
  },
  {
    rule: 'Entra ID: a filter of equalities that chooses nothing makes the value',
    operations: [{ op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '+1' }],
    leaves: { phoneNumbers: [{ type: 'work', value: '+1' }] },
    apart: 'it refuses, as §3.5.2.3 says for replace',
  },
  {
    rule: 'Entra ID: verbs with capitals, parts of an extension behind its URN',
    operations: [{ op: 'Replace' as 'replace', path: `${ent}:department`, value: 'Sales' }],
    leaves: { [ent]: { department: 'Sales', manager: { value: 'user_boss' } } },
  },
  {
    rule: 'Entra ID: dotted names without a path',
    operations: [{ op: 'replace', value: { 'name.familyName': 'J.', 'emails[type eq "home"].value': 'h@home.test' } }],
    leaves: {
      name: { givenName: 'Barbara', familyName: 'J.' },
      emails: [
        { value: 'barb@acme.test', type: 'work', primary: true },
        { value: 'h@home.test', type: 'home' },
      ],
    },
  },
  {
    rule: 'RFC 7643 §2.5: null is no value',
    operations: [{ op: 'replace', path: 'displayName', value: null }],
    leaves: { displayName: undefined },
  },
  {
    rule: 'RFC 7643 §2.1: names without regard to case',
    operations: [{ op: 'replace', path: 'NAME.GivenName', value: 'B' }],
    leaves: { name: { givenName: 'B', familyName: 'Jensen' } },
    apart: 'it keeps the spelling of the path',
  },
  {
    rule: 'Entra ID: booleans as texts',
    operations: [{ op: 'replace', path: 'active', value: 'False' }],
    leaves: { active: false },
    apart: 'it takes booleans alone',
  },
  {
    rule: '§3.5.2 operations come one after the other',
    operations: [
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: [{ value: 'a@acme.test' }] },
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'remove', path: 'title' },
    ],
    leaves: { emails: [{ value: 'a@acme.test' }] },
  },
]

const expected = ({ leaves }: Case): Json => {
  const after = { ...before, ...leaves }
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined))
}
const patched = (operations: unknown[], resource = before) =>
  applyPatch(userKind, resource, readOperations({ Operations: operations }), () => undefined)

describe('RFC 7644 PATCH', () => {
  test.each(cases)('$rule', (it) => {
    const kept = structuredClone(before)
    expect(patched(it.operations)).toEqual(expected(it))
    expect(before, 'the resource itself is never touched').toEqual(kept)
  })

  test.each(cases.filter((it) => !it.apart))('scimmy says the same: $rule', async (it) => {
    expect(await secondOpinion(it.operations)).toEqual(expected(it))
  })

  test.each(cases.filter((it) => it.apart))('scimmy differs, because $apart: $rule', async (it) => {
    expect(await secondOpinion(it.operations).catch(() => 'refused')).not.toEqual(expected(it))
  })
})

async function secondOpinion(operations: Operation[]): Promise<Json> {
  const resource = new SCIMMY.Schemas.User({ id: 'user_b', ...structuredClone(before) } as never, 'out') // any input at all
  const message = new SCIMMY.Messages.PatchOp({ schemas: [SCIMMY.Messages.PatchOp.id], Operations: operations })
  const after = (await message.apply(resource, async (changed) => changed as never)) ?? resource
  const { schemas: _, id: __, meta: ___, ...others } = JSON.parse(JSON.stringify(after))
  return others
}

const refusals: { rule: string; body: unknown; scimType: ScimError['scimType'] }[] = [
  { rule: 'no operations', body: { Operations: [] }, scimType: 'invalidSyntax' },
  { rule: 'an unknown verb', body: { Operations: [{ op: 'move', path: 'title' }] }, scimType: 'invalidSyntax' },
  { rule: '§3.5.2.2 remove without a path', body: { Operations: [{ op: 'remove' }] }, scimType: 'noTarget' },
  { rule: 'a path that is none', body: { Operations: [{ op: 'add', path: 'a b[', value: 1 }] }, scimType: 'invalidPath' },
  {
    rule: 'a filter that is none',
    body: { Operations: [{ op: 'remove', path: 'emails[type zz "x"]' }] },
    scimType: 'invalidFilter',
  },
  {
    rule: '§3.5.2.3 a filter that chooses nothing and describes nothing',
    body: { Operations: [{ op: 'replace', path: 'emails[type ne "x" and value co "nobody"].value', value: 'x' }] },
    scimType: 'noTarget',
  },
  { rule: '§3.5.2 read-only', body: { Operations: [{ op: 'replace', path: 'id', value: 'x' }] }, scimType: 'mutability' },
  { rule: '§3.5.2.2 required', body: { Operations: [{ op: 'remove', path: 'userName' }] }, scimType: 'mutability' },
  {
    rule: 'a value of another type',
    body: { Operations: [{ op: 'add', path: 'active', value: 'maybe' }] },
    scimType: 'invalidValue',
  },
  {
    rule: 'RFC 7643 §2.4 two primary values',
    body: {
      Operations: [
        {
          op: 'add',
          path: 'emails',
          value: [
            { value: 'a', primary: true },
            { value: 'b', primary: true },
          ],
        },
      ],
    },
    scimType: 'invalidValue',
  },
  {
    rule: 'more than a resource holds',
    body: { Operations: [{ op: 'add', path: 'title', value: 'x'.repeat(3_000) }] },
    scimType: 'invalidValue',
  },
]

test.each(refusals)('refused: $rule', ({ body, scimType }) => {
  expect(() => applyPatch(userKind, before, readOperations(body), () => undefined)).toThrow(expect.objectContaining({ scimType }))
})

test('what nobody defined is told, and the rest is done', () => {
  const unknown: string[] = []
  const operations = readOperations({
    Operations: [
      { op: 'add', value: { shoeSize: 42, title: 'x' } },
      { op: 'add', path: 'urn:x:y:z', value: 1 },
    ],
  })
  expect(applyPatch(userKind, before, operations, (path) => unknown.push(path))).toEqual({ ...before, title: 'x' })
  expect(unknown).toEqual(['shoeSize', 'urn:x:y:z'])
})
