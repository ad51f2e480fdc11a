import type { ExportInput } from './export-input.ts'

/** Lines that say what a file is, where it came from and that it is not the place to change anything. `note` follows them. */
export function header(input: ExportInput, note: readonly string[] = []): string {
  const what = input.policy
    ? `policy "${input.policy.name}", version ${input.policy.version}`
    : 'no policy, only what the server requires'
  const lines = [
    `Bailiwick: ${what}`,
    `Made ${input.madeAt.toISOString()} by ${input.madeBy}`,
    'Do not edit: change the policy at the server and export it again.',
    ...note,
  ]
  return `${lines.map(comment).join('\n')}\n\n`
}

/** One comment line, whatever the text contains: TOML takes no control characters in comments. */
export const comment = (text: string): string => `# ${plain(text)}`.trimEnd()

/** A text on one line, without control characters. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff\s]+/gu, ' ').trim()

/** A name as part of a file name or an identifier: a-z, 0-9 and dashes. */
export const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'policy'
