import type { PolicyProblem } from '@bailiwick/contracts'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Text as TextDocument } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type Ref, useEffect, useId, useImperativeHandle, useRef } from 'react'
import { editorSetup } from './editor-setup.ts'
import { asSentence } from './sentence.ts'
import classes from './toml-editor.module.css'

export interface TomlEditorHandle {
  /** Puts the cursor at a place (from 1) and the focus into the editor. */
  goTo: (line: number, column: number) => void
  /** Replaces the whole text; one undo brings the old one back. */
  replace: (text: string) => void
}

export interface TomlEditorProps {
  /** The text to begin with; later changes go through `replace`. */
  initial: string
  label: string
  readOnly?: boolean
  onChange: (text: string) => void
  onSave: () => void
  /** Marked in the text while they are about this very text. */
  problems: readonly PolicyProblem[]
  ref?: Ref<TomlEditorHandle>
}

/** A requirements document: TOML in colours, the problems at their lines, the keys to choose from. */
export function TomlEditor({ initial, label, readOnly = false, problems, ref, ...on }: TomlEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const handlers = useRef(on)
  handlers.current = on
  const start = useRef(initial)
  const hint = useId()

  useEffect(() => {
    if (!box.current) return
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: start.current,
        extensions: [
          editorSetup({ label, describedBy: hint, readOnly, onSave: () => handlers.current.onSave() }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) handlers.current.onChange(update.state.doc.toString())
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
  }, [label, hint, readOnly])

  useEffect(() => {
    const now = view.current
    if (now)
      now.dispatch(
        setDiagnostics(
          now.state,
          problems.map((it) => toDiagnostic(now.state.doc, it)),
        ),
      )
  }, [problems])

  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      const now = view.current
      if (!now) return
      const place = placeIn(now.state.doc, line, column)
      now.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: 'center' }) })
      now.focus()
    },
    replace(text) {
      const now = view.current
      now?.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: text } })
    },
  }))

  return (
    <div className={classes.editor}>
      <div ref={box} />
      <div className={classes.hint} id={hint}>
        <span>
          <kbd>Tab</kbd> leaves the editor
        </span>
        {readOnly ? null : (
          <>
            <span>
              <kbd>Ctrl Space</kbd> lists the keys
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

/** Where a 1-based line and column is; beyond the text means its end. */
function placeIn(doc: TextDocument, line: number, column: number): number {
  const at = doc.line(Math.max(1, Math.min(line, doc.lines)))
  return Math.min(at.to, at.from + Math.max(0, column - 1))
}

function toDiagnostic(doc: TextDocument, problem: PolicyProblem): Diagnostic {
  const from = placeIn(doc, problem.line, problem.column)
  const to = problem.endLine === undefined ? from : placeIn(doc, problem.endLine, problem.endColumn ?? problem.column)
  return {
    from,
    // A mark over nothing is not seen: it takes the rest of its line instead.
    to: to > from ? to : doc.lineAt(from).to,
    severity: problem.severity,
    message: problem.fix ? `${asSentence(problem.message)} ${problem.fix}` : asSentence(problem.message),
  }
}
