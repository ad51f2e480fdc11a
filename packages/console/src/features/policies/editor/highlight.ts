import { type Range as MarkRange, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'
import type { Range } from '../form/text/outline.ts'

/** The stretches that the control in use writes. */
export const showLines = StateEffect.define<readonly Range[]>()

const line = Decoration.line({ class: 'bw-pointed' })

/** Marks whole lines until others are shown. */
export const pointedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(showLines)) continue
      const { doc } = transaction.state
      const starts = new Set<number>()
      for (const [from, to] of effect.value) {
        const last = doc.lineAt(Math.min(to, doc.length)).number
        for (let at = doc.lineAt(Math.min(from, doc.length)).number; at <= last; at++) starts.add(doc.line(at).from)
      }
      const all: MarkRange<Decoration>[] = [...starts].toSorted((a, b) => a - b).map((it) => line.range(it))
      now = Decoration.set(all)
    }
    return now
  },
  provide: (field) => EditorView.decorations.from(field),
})
