import type { PolicyFolder } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { createPolicy, describePolicy, readTextsOf } from '../documents/index.ts'
import { createDraft, type DraftRow, draftChanges, saveDraft } from '../drafts/index.ts'
import { markFromCode, type NamedPolicy, readGroups, readPolicies } from './code.store.ts'
import { requireNames, toListed } from './names.ts'

export type App = Pick<Platform, 'db' | 'clock' | 'config' | 'log'> & { standing: Standing }

export interface Made {
  draft: DraftRow
  /** What applying the folder changes, a line each; empty when it says what stands. */
  changes: string[]
  /** Names of policies here that the folder does not name. */
  unmanaged: string[]
}

/**
 * Turns a folder into a draft: new policies are made, descriptions follow the folder, and the draft holds texts, rules, default and tests.
 * Fails: code.unknown_names, rules.group_twice, policy.name_taken, policy.refused_by_client, policy.too_large.
 */
export async function makeDraft(
  app: App,
  actor: Actor,
  folder: PolicyFolder,
  words: { title: string; reason: string },
): Promise<Made> {
  const { workspaceId } = actor
  const groups = new Map((await readGroups(app.db, workspaceId)).map((it) => [it.name, it.id]))
  requireNames(folder, groups)
  const before = new Map((await readPolicies(app.db, workspaceId)).map((it) => [it.name, it]))
  const policies = new Map([...before].map(([name, it]) => [name, it.id]))
  const documents: string[] = []
  for (const policy of folder.policies) {
    const known = before.get(policy.name)
    if (known) documents.push(...(await describe(app, actor, known, policy)))
    else {
      policies.set(policy.name, (await createPolicy(app, actor, policy)).id)
      documents.push(`“${policy.name}” is new`)
    }
  }
  const draft = await createDraft(app, actor, words)
  await markFromCode(app.db, draft.id)
  const saved = await saveDraft(app, actor, draft.id, {
    expectedEdit: draft.edit,
    ...toListed(folder, { policies, groups, tests: draft.base.tests }),
    policies: folder.policies.flatMap(({ name, ...texts }) => {
      const known = before.get(name)
      return known && differs(known, texts) ? [{ policyId: known.id, ...readTextsOf(texts) }] : []
    }),
  })
  const own = new Set(folder.policies.map((it) => it.name))
  return {
    draft: saved,
    changes: [...documents, ...(await draftChanges(app.db, saved))],
    unmanaged: [...before.keys()].filter((it) => !own.has(it)),
  }
}

type FolderPolicy = PolicyFolder['policies'][number]

const differs = (known: NamedPolicy, { contents, defaults }: Pick<FolderPolicy, 'contents' | 'defaults'>): boolean =>
  known.contents !== contents || known.defaults !== defaults

async function describe(app: App, actor: Actor, known: NamedPolicy, { purpose, owner }: FolderPolicy): Promise<string[]> {
  if (known.purpose === purpose && known.owner === owner) return []
  await describePolicy(app, actor, known.id, { purpose, owner })
  return [`“${known.name}” gets another description`]
}
