import { type Change, diffPolicies } from '@bailiwick/policy'
import { acceptedDocument } from './accepted.ts'
import { paint, say } from './say.ts'

interface Options {
  client?: string
  json?: true
}

const marks = {
  tightened: ['good', 'tighter  '],
  loosened: ['bad', 'looser   '],
  changed: ['careful', 'different'],
  moved: ['note', 'moved    '],
  no_effect: ['faint', 'no effect'],
} as const satisfies Record<Change['effect'], readonly [Parameters<typeof paint>[0], string]>

/** `bailiwick policy diff`: what changes for users from one document to another. `--json` prints one object. */
export async function diffFiles(before: string, after: string, options: Options): Promise<void> {
  const [was, is] = [await acceptedDocument(before, options), await acceptedDocument(after, options)]
  if (was === undefined || is === undefined) return
  const diff = diffPolicies(was, is)
  if (options.json) return say(JSON.stringify(diff))
  for (const { effect, sentence } of diff.changes) {
    const [colour, mark] = marks[effect]
    say(`${paint(colour, mark)}  ${sentence}`)
  }
  const { tightened, loosened, changed, moved, noEffect } = diff.summary
  if (diff.changes.length > 0) {
    return say(`${tightened} tighter, ${loosened} looser, ${changed} different, ${moved} moved, ${noEffect} without effect`)
  }
  say(diff.textual ? 'Nothing changes for users; only the text differs.' : 'The documents are the same.')
}
