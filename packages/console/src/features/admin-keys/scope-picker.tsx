import { adminKeyScopes, type Permission, permissions } from '@bailiwick/contracts'
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { permissionGroups } from '../access/permission-words.ts'

const scopes: readonly Permission[] = adminKeyScopes

/** What a key may be given, under headings and in words. A right that the person lacks cannot be given away. */
export function ScopePicker(props: {
  own: readonly Permission[]
  value: Permission[]
  onChange: (scopes: Permission[]) => void
  error?: ReactNode
}) {
  const may = (it: Permission) => props.own.includes(it)
  const reading = scopes.filter((it) => it.endsWith('.read') && may(it))
  return (
    <Checkbox.Group
      label="Scopes"
      description="The fewest that the program needs. A key never may more than its maker does."
      error={props.error}
      value={props.value}
      onChange={(chosen) => props.onChange(scopes.filter((it) => chosen.includes(it)))}
    >
      <Group gap="xs" my="xs">
        <Button size="compact-sm" variant="default" onClick={() => props.onChange(reading)}>
          Everything that only reads
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => props.onChange([])}>
          None
        </Button>
      </Group>
      <Stack gap="sm">
        {permissionGroups.map((group) => {
          const offered = group.permissions.filter((it) => scopes.includes(it))
          return offered.length === 0 ? null : (
            <div key={group.title}>
              <Text size="sm" fw={600} mb={4}>
                {group.title}
              </Text>
              <Stack gap={6}>
                {offered.map((it) => (
                  <Checkbox
                    key={it}
                    value={it}
                    disabled={!may(it)}
                    label={
                      <>
                        {permissions[it].label}{' '}
                        <Text span size="xs" c="dimmed">
                          {it}
                        </Text>
                      </>
                    }
                  />
                ))}
              </Stack>
            </div>
          )
        })}
      </Stack>
    </Checkbox.Group>
  )
}
