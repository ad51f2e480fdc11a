import { type PolicyFolder, policyVerdicts } from '@bailiwick/contracts'
import { z } from 'zod'

type FolderTest = PolicyFolder['tests'][number]

/** A test as people write it: for whom, and what they get or what becomes of something they try. */
const ManifestTest = z
  .strictObject({
    name: z.string().optional(),
    everyone: z.literal(true).optional(),
    member: z.string().optional(),
    group: z.string().optional(),
    gets: z.string().optional(),
    gets_nothing: z.literal(true).optional(),
    command: z.string().optional(),
    domain: z.string().optional(),
    mcp: z.string().optional(),
    mcp_command: z.string().optional(),
    mcp_url: z.string().optional(),
    sandbox: z.string().optional(),
    approval: z.string().optional(),
    web_search: z.string().optional(),
    feature: z.string().optional(),
    verdict: z.enum(policyVerdicts).optional(),
  })
  .superRefine((it, context) => {
    const named = (keys: readonly (keyof typeof it)[]) => keys.filter((key) => it[key] !== undefined).length
    if (named(['everyone', 'member', 'group']) !== 1) context.addIssue('names one of: everyone, member, group')
    const asked = named(questions)
    const got = named(['gets', 'gets_nothing'])
    if (got + asked !== 1) context.addIssue(`says one of: gets, gets_nothing, ${questions.join(', ')}`)
    if ((asked === 1) !== (it.verdict !== undefined)) context.addIssue('needs a verdict with a question, and none without one')
  })
type ManifestTest = z.infer<typeof ManifestTest>

const questions = ['command', 'domain', 'mcp', 'sandbox', 'approval', 'web_search', 'feature'] as const

/** `bailiwick.toml`. Unknown keys are refused: a misspelt one would silently leave something out. */
export const Manifest = z.strictObject({
  default: z.string().optional(),
  policies: z
    .array(
      z.strictObject({
        name: z.string(),
        file: z.string(),
        defaults: z.string().optional(),
        purpose: z.string().default(''),
        owner: z.string().default(''),
      }),
    )
    .default([]),
  rules: z.array(z.strictObject({ group: z.string(), policy: z.string() })).default([]),
  tests: z.array(ManifestTest).default([]),
})
export type Manifest = z.infer<typeof Manifest>

/** A written test as the server takes it. */
export function toFolderTest(it: ManifestTest): FolderTest {
  return { name: it.name ?? '', subject: subjectOf(it), expect: expectationOf(it) }
}

function subjectOf({ member, group }: ManifestTest): FolderTest['subject'] {
  if (member !== undefined) return { kind: 'member', email: member }
  return group === undefined ? { kind: 'everyone' } : { kind: 'group', group }
}

function expectationOf(it: ManifestTest): FolderTest['expect'] {
  if (it.verdict === undefined) return { kind: 'gets', policy: it.gets ?? null }
  return { kind: 'answers', question: questionOf(it), verdict: it.verdict }
}

type Question = Extract<FolderTest['expect'], { kind: 'answers' }>['question']

function questionOf(it: ManifestTest): Question {
  if (it.command !== undefined) return { kind: 'command', command: it.command }
  if (it.domain !== undefined) return { kind: 'domain', host: it.domain }
  if (it.sandbox !== undefined) return { kind: 'sandbox', mode: it.sandbox }
  if (it.approval !== undefined) return { kind: 'approval', policy: it.approval }
  if (it.web_search !== undefined) return { kind: 'web_search', mode: it.web_search }
  if (it.feature !== undefined) return { kind: 'feature', name: it.feature }
  const { mcp = '', mcp_command: command, mcp_url: url } = it
  return { kind: 'mcp', name: mcp, ...(command !== undefined && { command }), ...(url !== undefined && { url }) }
}

/** The other way round, for a pull. */
export function toManifestTest({ name, subject, expect }: FolderTest): ManifestTest {
  return {
    ...(name && { name }),
    ...(subject.kind === 'everyone' && { everyone: true as const }),
    ...(subject.kind === 'member' && { member: subject.email }),
    ...(subject.kind === 'group' && { group: subject.group }),
    ...(expect.kind === 'gets'
      ? expect.policy === null
        ? { gets_nothing: true as const }
        : { gets: expect.policy }
      : { ...written(expect.question), verdict: expect.verdict }),
  }
}

function written(question: Question): Partial<ManifestTest> {
  switch (question.kind) {
    case 'command':
      return { command: question.command }
    case 'domain':
      return { domain: question.host }
    case 'mcp':
      return {
        mcp: question.name,
        ...(question.command !== undefined && { mcp_command: question.command }),
        ...(question.url !== undefined && { mcp_url: question.url }),
      }
    case 'sandbox':
      return { sandbox: question.mode }
    case 'approval':
      return { approval: question.policy }
    case 'web_search':
      return { web_search: question.mode }
    case 'feature':
      return { feature: question.name }
  }
}
