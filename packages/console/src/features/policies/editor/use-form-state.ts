import type { PolicyProblem } from '@bailiwick/contracts'
import { type Path, parseToml } from '@bailiwick/policy'
import { type KeyboardEvent, type RefObject, useDeferredValue, useMemo, useRef, useState } from 'react'
import { type Fix, fixOf } from '../form/fixes.ts'
import type { FormState } from '../form/form-context.ts'
import { type Read, type Reading, readText, remarksOf } from '../form/reading.ts'
import type { DocumentKind } from '../form/sections/sections.ts'
import { applyEdit } from '../form/text/apply-edit.ts'
import type { Edit } from '../form/text/edit.ts'
import { outlineOf, rangesOf } from '../form/text/outline.ts'
import type { TomlEditorHandle } from './toml-editor.tsx'

/** From this length on the form follows the typing a moment later. */
const large = 30_000

const empty: Reading = { root: {}, outline: outlineOf('') }

/** What ties the form to the text: what it reads, how it writes, and where each of them points in the other. */
export function useFormState(given: {
  kind: DocumentKind
  value: string
  readOnly: boolean
  problems: readonly PolicyProblem[]
  editor: RefObject<TomlEditorHandle | null>
  onChange: (text: string) => void
  onSave: () => void
  goTo: (line: number, column: number) => void
}) {
  const { kind, editor } = given
  const save = useRef(given.onSave)
  save.current = given.onSave
  // A large document is typed fluently: the form may follow a moment later.
  const later = useDeferredValue(given.value)
  const text = given.value.length > large ? later : given.value
  const last = useRef<Reading>(empty)
  const read: Read = useMemo(() => readText(text), [text])
  if (read.ok) last.current = read.reading
  const { root, outline } = last.current
  const [cursorAt, setCursorAt] = useState<number | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const readOnly = given.readOnly || !read.ok
  const remarks = useMemo(() => remarksOf(given.problems), [given.problems])
  // The same place is the same value: moving within it draws nothing anew.
  const place = useRef<Path | null>(null)
  const at = useMemo(() => (cursorAt === null ? null : outline.pathAt(cursorAt)), [outline, cursorAt])
  if (place.current?.join('\n') !== at?.join('\n')) place.current = at
  const cursor = place.current

  const now = () => editor.current?.read() ?? given.value
  const write = (next: string) => {
    setTrouble(null)
    if (editor.current) editor.current.replace(next)
    else given.onChange(next)
  }
  const edit = (...edits: Edit[]) => {
    let next = now()
    for (const one of edits) {
      const result = applyEdit(next, one)
      if (!result.ok) return setTrouble(`${result.why} Nothing was changed.`)
      next = result.text
    }
    write(next)
    const pointed = edits[0]?.path
    if (pointed) point(pointed)
  }
  const point = (path: Path | null) => {
    const current = now()
    const there = path && parseToml(current).ok ? outlineOf(current).at(path) : undefined
    editor.current?.point(there ? rangesOf(there) : [])
  }
  const applyFix = (fix: Fix) => {
    const next = fix.apply(now())
    if (next === undefined) setTrouble('This cannot be put right by a button: the text has to change.')
    else write(next)
  }
  const openText = (path: Path) => {
    const there = outline.at(path)
    const from = there ? (rangesOf(there)[0]?.[0] ?? 0) : 0
    const before = outline.text.slice(0, from).split('\n')
    given.goTo(before.length, (before.at(-1)?.length ?? 0) + 1)
  }
  const acts = useRef({ edit, applyFix, point, openText })
  acts.current = { edit, applyFix, point, openText }
  // It changes with what it says only: a key pressed in the text does not draw the whole form.
  const form = useMemo<FormState>(
    () => ({
      kind,
      root,
      readOnly,
      remarks,
      cursor,
      edit: (...edits) => acts.current.edit(...edits),
      applyFix: (fix) => acts.current.applyFix(fix),
      fixOf: ({ problem }) => fixOf(problem, root),
      point: (path) => acts.current.point(path),
      openText: (path) => acts.current.openText(path),
    }),
    [kind, root, readOnly, remarks, cursor],
  )
  return {
    form,
    broken: read.ok ? null : read,
    trouble,
    onCursor: setCursorAt,
    fixOfProblem: (problem: PolicyProblem) => (read.ok ? fixOf(problem, root) : undefined),
    /** The keys that mean the same in the form as in the text: undo, redo, save. */
    onKeys: (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      const key = event.key.toLowerCase()
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement
      if (key === 's') {
        event.preventDefault()
        // Leaving the field writes what was typed in it; it is saved once the page knows of it.
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
        setTimeout(() => save.current())
      } else if ((key === 'z' || key === 'y') && !(typing && hasOwnUndo(event.target))) {
        event.preventDefault()
        if (key === 'y' || event.shiftKey) editor.current?.redo()
        else editor.current?.undo()
      }
    },
  }
}

/** A field with unfinished words undoes those first. */
const hasOwnUndo = (target: EventTarget): boolean => target instanceof HTMLElement && target.dataset.unfinished !== undefined
