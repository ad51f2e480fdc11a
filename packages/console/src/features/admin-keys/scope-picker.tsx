import { type Permission, permissionNames, permissions } from '@bailiwick/contracts'
import { Button, Checkbox, Group, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** Permissions to choose from, in words. A right that the person lacks cannot be given away. */
export function ScopePicker(props: {
  own: readonly Permission[]
  value: Permission[]
  onChange: (scopes: Permission[]) => void
  error?: ReactNode
}) {
  const reading = props.own.filter((it) => it.endsWith('.read'))
  return (
    <Checkbox.Group
      label="Scopes"
      description="The fewest that the program needs."
      error={props.error}
      value={props.value}
      onChange={(chosen) => props.onChange(permissionNames.filter((it) => chosen.includes(it)))}
    >
      <Group gap="xs" my="xs">
        <Button size="compact-sm" variant="default" onClick={() => props.onChange(reading)}>
          Everything that only reads
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => props.onChange([])}>
          None
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing={8}>
        {permissionNames.map((permission) => (
          <Checkbox
            key={permission}
            value={permission}
            disabled={!props.own.includes(permission)}
            label={
              <>
                {permissions[permission].label}{' '}
                <Text span size="xs" c="dimmed">
                  {permission}
                </Text>
              </>
            }
          />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  )
}
