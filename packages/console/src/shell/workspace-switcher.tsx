import { builtInRoles } from '@bailiwick/contracts'
import { Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconSelector } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { homeOf, useWorkspace } from './workspace.tsx'
import classes from './workspace-switcher.module.css'

/** Which workspace this is; with several, the way to another. */
export function WorkspaceSwitcher() {
  const current = useWorkspace()
  const navigate = useNavigate()
  const others = current.me.workspaces
  const name = (
    <span className={classes.words}>
      <Text span size="sm" fw={600} truncate display="block">
        {current.name}
      </Text>
      <Text span size="xs" c="dimmed" display="block">
        {builtInRoles[current.role].label}
      </Text>
    </span>
  )
  if (others.length < 2) return <div className={classes.alone}>{name}</div>
  return (
    <Menu width="target" position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          {name}
          <VisuallyHidden>Switch workspace</VisuallyHidden>
          <IconSelector size={16} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspaces</Menu.Label>
        {others.map((it) => (
          <Menu.Item
            key={it.id}
            onClick={() => void navigate({ to: homeOf(it) })}
            rightSection={it.id === current.id ? <IconCheck size={15} aria-label="current" /> : null}
          >
            {it.name}
            <Text size="xs" c="dimmed">
              {builtInRoles[it.role].label}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
