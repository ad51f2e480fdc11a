import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

const RouterAnchor = createLink(Anchor<'a'>)
const RouterButton = createLink(Button<'a'>)

/** A link counts as the current page at its own address only, not at those below it. */
export const exactly = { exact: true, includeSearch: false }

/** A link to a page of the console, given as a path (see `paths.ts`). */
export function TextLink({
  to,
  ...rest
}: { to: string; resetScroll?: boolean } & AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps | 'href'>) {
  const [path, search] = splitQuery(to)
  return <RouterAnchor inherit to={path} search={search} activeOptions={exactly} {...rest} />
}

/** A link that looks like a button. */
export function LinkButton({
  to,
  ...rest
}: { to: string } & ButtonProps & Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps | 'href'>) {
  const [path, search] = splitQuery(to)
  return <RouterButton component="a" to={path} search={search} activeOptions={exactly} {...rest} />
}

/** The router takes path and query apart. */
export function splitQuery(to: string): [string, Record<string, string>] {
  const [path = '/', query = ''] = to.split('?')
  return [path, Object.fromEntries(new URLSearchParams(query))]
}
