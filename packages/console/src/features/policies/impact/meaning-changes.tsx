import type { MeaningChange } from '@bailiwick/contracts'
import { VisuallyHidden } from '@mantine/core'
import { IconArrowsMoveVertical, IconCircleMinus, IconLock, IconLockOpen, IconPencil } from '@tabler/icons-react'
import type { z } from 'zod'
import { Prose } from '../../../ui/prose.tsx'
import classes from './impact.module.css'

type Change = z.infer<typeof MeaningChange>

const marks = {
  tightened: [IconLock, 'Tighter'],
  loosened: [IconLockOpen, 'Looser'],
  changed: [IconPencil, 'Changed'],
  moved: [IconArrowsMoveVertical, 'Moved'],
  no_effect: [IconCircleMinus, 'No effect'],
} as const

/** What a change means, a sentence for each requirement: tighter, looser, otherwise changed. */
export function MeaningChanges({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className={classes.changes}>
      {changes.map((it) => {
        const [Icon, word] = marks[it.effect]
        return (
          <li key={`${it.effect} ${it.key} ${it.sentence}`} data-effect={it.effect}>
            <Icon size={16} className={classes.mark} data-effect={it.effect} aria-hidden="true" />
            <span className={classes.word}>{word}</span>
            <VisuallyHidden>: </VisuallyHidden>
            <span className="bw-break">
              <Prose text={it.sentence} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}
