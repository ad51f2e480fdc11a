import type { Lookup } from '@bailiwick/contracts'
import { Text, VisuallyHidden } from '@mantine/core'
import { IconAdjustments, IconCircleMinus, IconLock, IconLockOpen } from '@tabler/icons-react'
import { Prose } from '../../ui/prose.tsx'
import classes from './lookup-answer.module.css'

type Sentence = Lookup['sentences'][number]

const marks: Record<string, readonly [icon: typeof IconLock, word: string, tone: string]> = {
  limits: [IconLock, 'Limits', 'limits'],
  allows: [IconLockOpen, 'Allows', 'allows'],
  sets: [IconAdjustments, 'Sets', 'sets'],
  missing: [IconLockOpen, 'Not limited', 'missing'],
  no_effect: [IconCircleMinus, 'No effect', 'none'],
}

/** A policy in plain sentences; its key and where it is written stand behind each. */
export function PlainSentences({ sentences }: { sentences: readonly Sentence[] }) {
  return (
    <ul className={classes.sentences}>
      {sentences.map((it) => {
        const [Icon, word, tone] = marks[it.effect] ?? [IconAdjustments, 'Says', 'sets']
        return (
          <li key={`${it.key} ${it.sentence}`}>
            <Icon size={17} data-tone={tone} aria-hidden="true" />
            <VisuallyHidden>{word}: </VisuallyHidden>
            <span className="bw-break">
              <Prose text={it.sentence} />{' '}
              <Text span size="xs" c="dimmed">
                <code>{it.key}</code>
                {it.origin ? `, ${it.origin}` : ''}
              </Text>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
