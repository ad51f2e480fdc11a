import { Box, Group, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './section.module.css'

/** A titled part of a page. `framed` draws its edge; tables bring their own. */
export function Section(props: {
  title: string
  description?: ReactNode
  actions?: ReactNode
  framed?: boolean
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes.section}>
      <Group justify="space-between" align="flex-end" gap="sm" mb="xs">
        <Box>
          <Title order={2} id={id}>
            {props.title}
          </Title>
          {props.description ? (
            <Text size="sm" c="dimmed" maw="68ch">
              {props.description}
            </Text>
          ) : null}
        </Box>
        {props.actions}
      </Group>
      {props.framed ? <div className={classes.frame}>{props.children}</div> : props.children}
    </section>
  )
}
