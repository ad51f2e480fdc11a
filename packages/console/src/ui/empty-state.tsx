import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** Teaches: one sentence on what this is for, one button to start, one link to read more. */
export function EmptyState(props: {
  icon?: ReactNode
  title: string
  children: ReactNode
  action?: ReactNode
  more?: ReactNode
}) {
  return (
    <Stack className={classes.empty} gap="xs" align="flex-start">
      {props.icon ? (
        <div className={classes.icon} aria-hidden="true">
          {props.icon}
        </div>
      ) : null}
      <Title order={2}>{props.title}</Title>
      <Text component="div" size="sm" c="dimmed" maw="60ch">
        {props.children}
      </Text>
      {props.action || props.more ? (
        <Group gap="md" mt="xs">
          {props.action}
          {props.more}
        </Group>
      ) : null}
    </Stack>
  )
}
