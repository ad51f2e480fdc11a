import type { Overview } from '@bailiwick/contracts'
import { Text, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import classes from './overview-page.module.css'

const marks = {
  critical: [IconCircleX, 'Urgent'],
  warning: [IconAlertTriangle, 'Warning'],
  info: [IconInfoCircle, 'To know'],
} as const

export function Attention({ items }: { items: Overview['attention'] }) {
  const { at } = useWorkspace()
  if (items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing: everybody gets a policy and the gateway answers.
      </Text>
    )
  }
  return (
    <ul className={classes.list}>
      {items.map((item) => {
        const [Icon, word] = marks[item.severity]
        return (
          <li key={item.code + item.message}>
            <Icon size={17} className={classes.mark} data-tone={item.severity} aria-hidden="true" />
            <span>
              <VisuallyHidden>{word}: </VisuallyHidden>
              <TextLink to={at.below(item.to)}>{item.message}</TextLink>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
