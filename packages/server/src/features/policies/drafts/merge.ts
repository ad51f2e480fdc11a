import { isDeepStrictEqual } from 'node:util'
import type { DraftConflict, DraftContents, PolicyTest } from '@bailiwick/contracts'
import type { z } from 'zod'
import type { Executor } from '../../../platform/db/db.ts'
import { readTexts, type Texts } from '../documents/index.ts'
import { type Change, findVersions } from '../publishing/index.ts'
import { findRevision } from '../revisions/index.ts'
import { type Present, readPresent, sameTexts } from './base.ts'
import type { DraftRow } from './drafts.store.ts'
import { defaultInWords, type Names, readNames, rulesInWords } from './in-words.ts'

export type Conflict = z.infer<typeof DraftConflict>
export type Side = 'yours' | 'theirs'

/** A draft moved onto what stands now. */
export interface Merged {
  present: Present
  contents: DraftContents
  /** Where both sides changed the same thing; `contents` has the side that was asked for, and the draft's where none was. */
  conflicts: Conflict[]
}

/**
 * Joins what a draft changed with what others changed since it was begun, part by part: each document, the rules, the default, the tests.
 * What only one side touched is taken from that side; what both did the same way is done once.
 */
export async function mergeDraft(db: Executor, draft: DraftRow, keep: Side = 'yours'): Promise<Merged> {
  const present = await readPresent(db, draft.workspace_id)
  const { base, contents } = draft
  const names = await readNames(db, draft.workspace_id, [base, contents, present])
  const documents = await mergeDocuments(db, draft, present, keep, names)
  const by = present.revision?.created_by_name ?? null
  const conflicts = [...documents.conflicts]

  function part<T>(was: T, theirs: T, yours: T, subject: 'rules' | 'default' | 'tests', words: (it: T) => string): T {
    if (isDeepStrictEqual(yours, was) || isDeepStrictEqual(yours, theirs)) return theirs
    if (isDeepStrictEqual(theirs, was)) return yours
    conflicts.push({ subject, policy: null, by, base: words(was), theirs: words(theirs), yours: words(yours) })
    return keep === 'yours' ? yours : theirs
  }
  return {
    present,
    contents: {
      policies: documents.policies,
      rules: part(base.rules, present.rules, contents.rules, 'rules', (it) => rulesInWords(it, names).join('\n')),
      defaultPolicyId: part(base.defaultPolicyId, present.defaultPolicyId, contents.defaultPolicyId, 'default', (it) =>
        defaultInWords(it, names),
      ),
      tests: part(base.tests, present.tests, contents.tests, 'tests', testsInWords),
    },
    conflicts,
  }
}

async function mergeDocuments(
  db: Executor,
  { base, contents }: DraftRow,
  { versions }: Present,
  keep: Side,
  names: Names,
): Promise<{ policies: DraftContents['policies']; conflicts: Conflict[] }> {
  const ids = contents.policies.flatMap(({ policyId }) => [base.versions[policyId] ?? '', versions[policyId] ?? ''])
  const texts = await readTexts(db, ids)
  const policies: DraftContents['policies'] = []
  const conflicts: Conflict[] = []
  for (const document of contents.policies) {
    const { policyId } = document
    const was = texts.get(base.versions[policyId] ?? '')
    const theirs = texts.get(versions[policyId] ?? '')
    // A policy that is gone stays named, so that whoever judges the draft says so.
    if (theirs && (sameTexts(document, theirs) || sameTexts(document, was))) continue
    if (!theirs || sameTexts(theirs, was)) {
      policies.push(document)
      continue
    }
    if (keep === 'yours') policies.push(document)
    const policy = { id: policyId, name: names.policy(policyId) }
    const sides = { base: textInWords(was), theirs: textInWords(theirs), yours: textInWords(document) }
    conflicts.push({ subject: 'policy', policy, by: null, ...sides })
  }
  return { policies, conflicts: await withAuthors(db, versions, conflicts) }
}

/** Who wrote what stands now, where that is known. */
async function withAuthors(db: Executor, versions: Present['versions'], conflicts: Conflict[]): Promise<Conflict[]> {
  if (conflicts.length === 0) return []
  const authors = await findVersions(
    db,
    conflicts.map((it) => versions[it.policy?.id ?? ''] ?? ''),
  )
  const byPolicy = new Map(authors.map((it) => [it.policyId, it.by]))
  return conflicts.map((it) => ({ ...it, by: byPolicy.get(it.policy?.id ?? '') ?? null }))
}

/** What the draft would put in force, with the versions that it takes again. */
export async function toChange(db: Executor, draft: DraftRow, { contents }: Merged): Promise<Change> {
  const from = draft.restores === null ? undefined : await findRevision(db, draft.workspace_id, draft.restores)
  const again = from ? [...from.rules.map((it) => it.policyVersionId), from.default_policy_version_id ?? ''] : []
  const { policies, rules, defaultPolicyId, tests } = contents
  const texts = new Map(policies.map(({ policyId, contents, defaults }) => [policyId, { contents, defaults }]))
  return { texts, again, rules, defaultPolicyId, tests }
}

const textInWords = (it: Texts | undefined): string =>
  !it ? '' : it.defaults === '' ? it.contents : `${it.contents}\n# Managed defaults\n${it.defaults}`

const testsInWords = (tests: PolicyTest[]): string => tests.map((it) => JSON.stringify(it)).join('\n')
