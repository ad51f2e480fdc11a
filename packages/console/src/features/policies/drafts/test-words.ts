import type { NamedRef, PolicyQuestion, PolicyTest, policyVerdicts } from '@bailiwick/contracts'

export type Verdict = (typeof policyVerdicts)[number]
export type QuestionKind = PolicyQuestion['kind']

/** What can be asked, as the beginning of a sentence. */
export const questionWords: Record<QuestionKind, { label: string; field: string; example: string }> = {
  command: { label: 'the command', field: 'Command', example: 'git push origin main' },
  domain: { label: 'the domain', field: 'Domain', example: 'api.example.com' },
  mcp: { label: 'the MCP server', field: 'MCP server', example: 'github' },
  sandbox: { label: 'the sandbox mode', field: 'Sandbox mode', example: 'workspace-write' },
  approval: { label: 'the approval policy', field: 'Approval policy', example: 'on-request' },
  web_search: { label: 'web search', field: 'Web search mode', example: 'live' },
  feature: { label: 'the feature', field: 'Feature', example: 'browser_use' },
}

/** The values that a kind of question knows; free text where there is none. */
export const questionChoices: Partial<Record<QuestionKind, readonly string[]>> = {
  sandbox: ['read-only', 'workspace-write', 'danger-full-access'],
  approval: ['untrusted', 'on-request', 'on-failure', 'never'],
  web_search: ['disabled', 'cached', 'live'],
}

export const verdictWords: Record<Verdict, string> = {
  allowed: 'is allowed',
  prompted: 'is prompted',
  denied: 'is denied',
  not_restricted: 'is not restricted',
}

/** A question from its kind and the one text that it is about. */
export function toQuestion(kind: QuestionKind, text: string): PolicyQuestion {
  switch (kind) {
    case 'command':
      return { kind, command: text }
    case 'domain':
      return { kind, host: text }
    case 'mcp':
      return /^https?:\/\//.test(text) ? { kind, name: text, url: text } : { kind, name: text }
    case 'sandbox':
    case 'web_search':
      return { kind, mode: text }
    case 'approval':
      return { kind, policy: text }
    case 'feature':
      return { kind, name: text }
  }
}

/** What a question is about, as one text. */
export function questionText(question: PolicyQuestion): string {
  switch (question.kind) {
    case 'command':
      return question.command
    case 'domain':
      return question.host
    case 'sandbox':
    case 'web_search':
      return question.mode
    case 'approval':
      return question.policy
    case 'mcp':
    case 'feature':
      return question.name
  }
}

/** An assertion as a sentence; what a `backtick` encloses is code. */
export function sayTest(test: PolicyTest, names: { groups: NamedRef[]; policies: NamedRef[] }): string {
  const { subject, expect } = test
  const nameOf = (all: NamedRef[], id: string) => all.find((it) => it.id === id)?.name ?? 'a group or policy that was deleted'
  const who =
    subject.kind === 'everyone'
      ? 'Everyone'
      : subject.kind === 'member'
        ? subject.email
        : `Somebody only in ${nameOf(names.groups, subject.groupId)}`
  if (expect.kind === 'gets') {
    return `${who} gets ${expect.policyId === null ? 'no policy' : `“${nameOf(names.policies, expect.policyId)}”`}`
  }
  const { label } = questionWords[expect.question.kind]
  return `${who}: ${label} \`${questionText(expect.question)}\` ${verdictWords[expect.verdict]}`
}
