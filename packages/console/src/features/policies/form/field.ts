import type { Path, TomlValue } from '@bailiwick/policy'

/** One value of a closed list, in the words of an admin. */
export interface Choice {
  value: string
  title: string
  doc?: string
  /** What somebody should think of before allowing it. */
  risk?: string
}

export type Control =
  /** A list of allowed values. `keep`: a value that a client insists on; `empty`: what an empty list means, where it may be empty. */
  | { is: 'choices'; choices: readonly Choice[]; start: readonly string[]; first?: true; keep?: string; empty?: string }
  | { is: 'flag'; yes: string; no: string }
  | { is: 'text'; long?: true; example?: string }
  | { is: 'pick'; choices: readonly Choice[] }
  /** A list of words of one's own. */
  | { is: 'words'; word: string; example: string }
  /** Names, each with one of a few values; `leaf` when the value stands a step below the name. */
  | { is: 'pairs'; name: string; example: string; values: readonly Pair[]; leaf?: string; known?: readonly Choice[] }
  | { is: 'rules' }
  | { is: 'servers' }
  /** Written in the text only; the form shows what is there. */
  | { is: 'raw' }

export interface Pair {
  value: TomlValue
  title: string
  tone?: 'good' | 'bad'
}

/** A key of the document as a control of the form. */
export interface Field {
  path: Path
  title: string
  doc: string
  risk?: string
  control: Control
  /** Shown only while it is written: another spelling of something else, or an exotic key. */
  onlyIfSet?: true
}

export interface FormSection {
  id: string
  title: string
  /** What it is for, in a sentence. */
  doc: string
  fields: readonly Field[]
}

export const flag = (path: Path, title: string, doc: string, yes = 'Allowed', no = 'Not allowed', risk?: string): Field => ({
  path,
  title,
  doc,
  control: { is: 'flag', yes, no },
  ...(risk ? { risk } : {}),
})
export const raw = (path: Path, title: string, doc: string): Field => ({
  path,
  title,
  doc,
  control: { is: 'raw' },
  onlyIfSet: true,
})
export const accessPairs: readonly Pair[] = [
  { value: 'allow', title: 'Allow', tone: 'good' },
  { value: 'deny', title: 'Deny', tone: 'bad' },
]
