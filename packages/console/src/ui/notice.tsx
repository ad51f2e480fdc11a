import { Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

export type Tone = 'info' | 'good' | 'warn' | 'bad'
const icons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX } satisfies Record<
  Tone,
  unknown
>

/** A remark that belongs to what stands around it. `live` has screen readers say it when it appears. */
export function Notice(props: { tone?: Tone; title?: string; live?: boolean; actions?: ReactNode; children?: ReactNode }) {
  const tone = props.tone ?? 'info'
  const Icon = icons[tone]
  return (
    <div className={classes.notice} data-tone={tone} {...(props.live ? { role: tone === 'bad' ? 'alert' : 'status' } : {})}>
      <Icon size={18} className={classes.icon} aria-hidden="true" />
      <div className={classes.words}>
        {props.title ? (
          <Text size="sm" fw={600}>
            {props.title}
          </Text>
        ) : null}
        {props.children ? (
          <Text component="div" size="sm" className="bw-prose">
            {props.children}
          </Text>
        ) : null}
        {props.actions ? (
          <Group gap="xs" mt="xs">
            {props.actions}
          </Group>
        ) : null}
      </div>
    </div>
  )
}
