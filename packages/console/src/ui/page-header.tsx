import { Box, Group, Text, Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useDocumentTitle } from './document-title.tsx'
import { TextLink } from './link.tsx'
import classes from './page-header.module.css'

let lastFocused: string | undefined

/** The head of a page: where it belongs, its name, and the answer it opens on. Takes the focus after a navigation. */
export function PageHeader(props: {
  title: string
  /** The page's answer, in a sentence. */
  answer?: ReactNode
  parent?: { title: string; to: string }
  actions?: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useDocumentTitle(props.title)
  useEffect(() => {
    const here = window.location.pathname
    if (lastFocused !== undefined && lastFocused !== here) heading.current?.focus({ preventScroll: true })
    lastFocused = here
  }, [])
  return (
    <header className={classes.header}>
      <Box className={classes.words}>
        {props.parent ? (
          <nav aria-label="Breadcrumb" className={classes.parent}>
            <IconChevronLeft size={14} aria-hidden="true" />
            <TextLink to={props.parent.to} size="sm">
              {props.parent.title}
            </TextLink>
          </nav>
        ) : null}
        <Title order={1} ref={heading} tabIndex={-1} className="bw-break">
          {props.title}
        </Title>
        {props.answer ? (
          <Text component="div" className={`${classes.answer} bw-prose`}>
            {props.answer}
          </Text>
        ) : null}
      </Box>
      {props.actions ? <Group gap="xs">{props.actions}</Group> : null}
    </header>
  )
}
