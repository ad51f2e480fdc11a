import {
  ActionIcon,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { IconLogout, IconMoon, IconSelector, IconSun, IconUser } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useSignOut } from '../api/queries/me.ts'
import { paths } from '../paths.ts'
import classes from './person-menu.module.css'
import { useWorkspace } from './workspace.tsx'

/** Ends the session and leaves nothing of it in the page. */
export function useLeave() {
  const signOut = useSignOut()
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await signOut.mutateAsync().catch(() => undefined) // a session that has ended already is what we want
    client.clear()
    await navigate({ to: paths.signIn() })
  }
}

/** Light to dark and back. */
export function useSchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  return { scheme, flip: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark') }
}

/** Who is signed in, the colour scheme and the way out, at the foot of the navigation. */
export function PersonMenu() {
  const { me } = useWorkspace()
  const navigate = useNavigate()
  const leave = useLeave()
  const { scheme, flip } = useSchemeSwitch()
  const label = scheme === 'dark' ? 'Switch to light colours' : 'Switch to dark colours'
  return (
    <div className={classes.foot}>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <UnstyledButton className={classes.person}>
            <span className={classes.words}>
              <Text span size="sm" truncate display="block">
                {me.name}
              </Text>
              <Text span size="xs" c="dimmed" truncate display="block">
                {me.email}
              </Text>
            </span>
            <VisuallyHidden>Your account</VisuallyHidden>
            <IconSelector size={16} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUser size={16} />} onClick={() => void navigate({ to: paths.account() })}>
            Sign-in and security
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={flip}>
          {scheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
        </ActionIcon>
      </Tooltip>
    </div>
  )
}
