import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react'
import classes from './policy-text.module.css'

const [least, most] = [28, 72]
const kept = 'bw-editor-split'

/** The share of the first pane in percent, kept in this browser. */
export function useSplit(): [number, (share: number) => void] {
  const [share, setShare] = useState(() => within(Number(localStorage.getItem(kept) ?? 50)))
  return [
    share,
    (next) => {
      setShare(within(next))
      localStorage.setItem(kept, String(within(next)))
    },
  ]
}

/** The bar between two panes: it is dragged, or moved by the arrow keys. */
export function SplitBar({
  share,
  onShare,
  box,
}: {
  share: number
  onShare: (share: number) => void
  box: RefObject<HTMLElement | null>
}) {
  const drag = (event: PointerEvent<HTMLElement>) => {
    const area = box.current?.getBoundingClientRect()
    if (area && event.currentTarget.hasPointerCapture(event.pointerId)) {
      onShare(((event.clientX - area.left) / area.width) * 100)
    }
  }
  const step = (event: KeyboardEvent) => {
    const to = { ArrowLeft: share - 4, ArrowRight: share + 4, Home: least, End: most, Enter: 50 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onShare(to)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot take the focus and be moved
    <div
      role="separator"
      aria-label="Width of the form"
      aria-orientation="vertical"
      aria-valuenow={Math.round(share)}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className={classes.bar}
      onKeyDown={step}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => onShare(50)}
    />
  )
}

const within = (share: number) => Math.min(most, Math.max(least, Number.isFinite(share) ? share : 50))
