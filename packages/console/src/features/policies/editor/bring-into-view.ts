import type { EditorView } from '@codemirror/view'

/** What stays free above and below a line that is brought into view, in pixels. */
const margin = 40

/**
 * Scrolls to a place unless it is seen already, without moving the cursor. Of several asked for at once the last one counts. The editor's
 * own effect goes wrong here: with the cursor far away in a long text it measures the gap between them instead of the line.
 */
export function bringIntoView(view: EditorView, at: number, tries = 3): void {
  view.requestMeasure({
    key: bringIntoView,
    read: () => {
      const block = view.lineBlockAt(Math.min(at, view.state.doc.length))
      const top = block.top + view.documentPadding.top
      const { scrollTop, clientHeight } = view.scrollDOM
      const seen = top >= scrollTop + margin && top + block.height <= scrollTop + clientHeight - margin
      return seen || clientHeight === 0 ? null : Math.max(0, top - clientHeight / 3)
    },
    write: (to) => {
      if (to === null || view.scrollDOM.scrollTop === to) return
      view.scrollDOM.scrollTop = to
      // Heights far away are estimates until their lines are drawn.
      if (tries > 1) bringIntoView(view, at, tries - 1)
    },
  })
}
