import type { PolicyProblem } from '@bailiwick/contracts'
import { redo, undo } from '@codemirror/commands'
import { type Action, type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Text as TextDocument, Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type Ref, useEffect, useId, useImperativeHandle, useRef } from 'react'
import type { Fix } from '../form/fixes.ts'
import type { DocumentKind } from '../form/sections/sections.ts'
import type { Range } from '../form/text/outline.ts'
import { bringIntoView } from './bring-into-view.ts'
import { editorSetup } from './editor-setup.ts'
import { showLines } from './highlight.ts'
import { asSentence } from './sentence.ts'
import { smallestChange } from './smallest-change.ts'
import classes from './toml-editor.module.css'

export interface TomlEditorHandle {
  /** Puts the cursor at a place (from 1) and the focus into the editor. */
  goTo: (line: number, column: number) => void
  /** Replaces the whole text; one undo brings the old one back. */
  replace: (text: string) => void
  /** The text as it is now. */
  read: () => string
  /** Marks what a control writes and brings it into view, without taking the focus. */
  point: (ranges: readonly Range[]) => void
  undo: () => void
  redo: () => void
}

export interface TomlEditorProps {
  kind: DocumentKind
  /** The text. One that did not come from here replaces what stands; one undo brings that back. */
  value: string
  label: string
  readOnly?: boolean | undefined
  onChange: (text: string) => void
  onSave: () => void
  /** Where the cursor went, as an offset; null when the focus left. */
  onCursor?: (at: number | null) => void
  /** Marked in the text while they are about this very text. */
  problems: readonly PolicyProblem[]
  /** What a button at a remark would do. */
  fixOf?: (problem: PolicyProblem) => Fix | undefined
  ref?: Ref<TomlEditorHandle>
}

/** A document: TOML in colours, the problems at their lines, the keys and values to choose from. */
export function TomlEditor({ kind, value, label, readOnly = false, problems, ref, ...on }: TomlEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const handlers = useRef(on)
  handlers.current = on
  const start = useRef(value)
  // Texts that went out and have not come back as `value` yet: they are no news from outside.
  const sent = useRef<string[]>([])
  const hint = useId()

  useEffect(() => {
    if (!box.current) return
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: start.current,
        extensions: [
          editorSetup({ kind, label, describedBy: hint, readOnly, onSave: () => handlers.current.onSave() }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              const text = update.state.doc.toString()
              sent.current.push(text)
              handlers.current.onChange(text)
            }
            if (update.selectionSet || update.docChanged || update.focusChanged) {
              handlers.current.onCursor?.(update.view.hasFocus ? update.state.selection.main.head : null)
            }
          }),
        ],
      }),
    })
    view.current = made
    // Lines measured before the font came stand beside the wrong numbers.
    void document.fonts.ready.then(() => made.requestMeasure())
    return () => {
      start.current = made.state.doc.toString()
      view.current = null
      made.destroy()
    }
  }, [kind, label, hint, readOnly])

  useEffect(() => {
    const now = view.current
    const at = sent.current.lastIndexOf(value)
    if (at >= 0) sent.current.splice(0, at + 1)
    else if (now && now.state.doc.toString() !== value.replaceAll('\r\n', '\n')) {
      sent.current = []
      change(now, value)
    }
  }, [value])

  useEffect(() => {
    const now = view.current
    const fixOf = handlers.current.fixOf
    if (!now) return
    const diagnostics = problems.map((it) => toDiagnostic(now.state.doc, it, readOnly ? undefined : fixOf?.(it)))
    now.dispatch(setDiagnostics(now.state, diagnostics))
  }, [problems, readOnly])

  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      const now = view.current
      if (!now) return
      const place = placeIn(now.state.doc, line, column)
      now.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: 'center' }) })
      now.focus()
    },
    replace: (text) => view.current && change(view.current, text),
    read: () => view.current?.state.doc.toString() ?? start.current,
    point(ranges) {
      const now = view.current
      if (!now) return
      now.dispatch({ effects: showLines.of(ranges) })
      const [first] = ranges
      if (first) bringIntoView(now, first[0])
    },
    undo: () => view.current && undo(view.current),
    redo: () => view.current && redo(view.current),
  }))

  return (
    <div className={classes.editor}>
      <div ref={box} className={classes.box} />
      <div className={classes.hint} id={hint}>
        <span>
          <kbd>Tab</kbd> leaves the editor
        </span>
        {readOnly ? null : (
          <>
            <span>
              <kbd>Ctrl Space</kbd> lists keys and values
            </span>
            <span>
              <kbd>F8</kbd> goes to the next problem
            </span>
            <span>
              <kbd>Ctrl S</kbd> saves
            </span>
          </>
        )}
      </div>
    </div>
  )
}

/** One step of the history: only what differs is written, so the cursor and the marks stay where they are. */
function change(view: EditorView, text: string): void {
  const changes = smallestChange(view.state.doc.toString(), text.replaceAll('\r\n', '\n'))
  view.dispatch({ changes, annotations: [Transaction.userEvent.of('input.form')] })
}

/** Where a 1-based line and column is; beyond the text means its end. */
function placeIn(doc: TextDocument, line: number, column: number): number {
  const at = doc.line(Math.max(1, Math.min(line, doc.lines)))
  return Math.min(at.to, at.from + Math.max(0, column - 1))
}

function toDiagnostic(doc: TextDocument, problem: PolicyProblem, fix: Fix | undefined): Diagnostic {
  const from = placeIn(doc, problem.line, problem.column)
  const to = problem.endLine === undefined ? from : placeIn(doc, problem.endLine, problem.endColumn ?? problem.column)
  const actions: Action[] = fix ? [{ name: fix.title, apply: (view) => applyFix(view, fix) }] : []
  return {
    from,
    // A mark over nothing is not seen: it takes the rest of its line instead.
    to: to > from ? to : doc.lineAt(from).to,
    severity: problem.severity,
    message: problem.fix ? `${asSentence(problem.message)} ${problem.fix}` : asSentence(problem.message),
    actions,
  }
}

function applyFix(view: EditorView, fix: Fix): void {
  const text = fix.apply(view.state.doc.toString())
  if (text !== undefined) change(view, text)
}
