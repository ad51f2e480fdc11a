import { type Path, type TomlTable, type TomlValue, valueAt } from '@bailiwick/policy'
import { createContext, useContext } from 'react'
import type { Fix } from './fixes.ts'
import { type Remark, spelled, startsWith } from './reading.ts'
import type { DocumentKind } from './sections/sections.ts'
import type { Edit } from './text/edit.ts'

/** What every control of the form reads and does. */
export interface FormState {
  kind: DocumentKind
  /** The values of the last text that was TOML. */
  root: TomlTable
  readOnly: boolean
  remarks: readonly Remark[]
  /** Where the cursor of the text is; null while the focus is elsewhere. */
  cursor: Path | null
  /** Does an act on the text; several are one step of the history. */
  edit: (...edits: Edit[]) => void
  applyFix: (fix: Fix) => void
  fixOf: (remark: Remark) => Fix | undefined
  /** Shows in the text what is written at a path; null shows nothing. */
  point: (path: Path | null) => void
  /** Puts the cursor into the text at a path. */
  openText: (path: Path) => void
}

export const FormContext = createContext<FormState | null>(null)

export function useForm(): FormState {
  const form = useContext(FormContext)
  if (!form) throw new Error('a control stands outside the form')
  return form
}

/** A path as the document spells it, what stands there, and the remarks that are about it. */
export function useField(path: Path): { path: Path; value: TomlValue | undefined; remarks: readonly Remark[] } {
  const { root, remarks } = useForm()
  const own = spelled(root, path)
  return { path: own, value: valueAt(root, own), remarks: remarks.filter((it) => startsWith(it.path, own)) }
}
