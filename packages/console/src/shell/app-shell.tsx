import { ActionIcon, AppShell, Burger, Group, ScrollArea, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { TextLink } from '../ui/link.tsx'
import classes from './app-shell.module.css'
import { Wordmark } from './brand.tsx'
import { CommandPalette } from './command-palette.tsx'
import { PersonMenu } from './person-menu.tsx'
import { Sidebar } from './sidebar.tsx'
import { homeOf, useWorkspace } from './workspace.tsx'
import { WorkspaceSwitcher } from './workspace-switcher.tsx'

/** The frame around every page of a workspace: navigation, palette, the person, the skip link. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const [opened, drawer] = useDisclosure()
  const pathname = useLocation({ select: (it) => it.pathname })
  const workspace = useWorkspace()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a navigation closes the drawer
  useEffect(() => drawer.close(), [pathname])
  return (
    <>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: 244, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding={0}
        transitionDuration={0}
      >
        <AppShell.Header hiddenFrom="sm" className={classes.bar}>
          <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
            <Group gap="xs" wrap="nowrap">
              <Burger
                opened={opened}
                onClick={drawer.toggle}
                size="sm"
                aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
                aria-expanded={opened}
              />
              <TextLink to={homeOf(workspace)} className={classes.brand} underline="never" aria-label="Bailiwick, start page">
                <Wordmark size={22} />
              </TextLink>
            </Group>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Search pages and actions" onClick={spotlight.open}>
              <IconSearch size={19} />
            </ActionIcon>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.sidebar} aria-label="Console">
          <div className={classes.top}>
            <TextLink
              to={homeOf(workspace)}
              className={classes.brand}
              underline="never"
              visibleFrom="sm"
              aria-label="Bailiwick, start page"
            >
              <Wordmark />
            </TextLink>
            <WorkspaceSwitcher />
            <UnstyledButton className={classes.search} onClick={spotlight.open} visibleFrom="sm">
              <IconSearch size={15} aria-hidden="true" />
              <span>Go to…</span>
              <kbd>{isApple() ? '⌘' : 'Ctrl'} K</kbd>
            </UnstyledButton>
          </div>
          <ScrollArea className={classes.pages} type="auto" scrollbarSize={6}>
            <Sidebar />
          </ScrollArea>
          <PersonMenu />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <div className={classes.page}>{children}</div>
        </AppShell.Main>
      </AppShell>
      <CommandPalette />
    </>
  )
}

function isApple(): boolean {
  return /mac|iphone|ipad/i.test(navigator.userAgent)
}
