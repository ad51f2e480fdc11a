import { Button, Combobox, Group, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDeviceLaptop, IconSearch, IconUser, IconUsersGroup } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { devicesQuery } from '../../api/queries/devices.ts'
import { groupChoicesQuery } from '../../api/queries/groups.ts'
import { membersQuery } from '../../api/queries/members.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'

/** One field that takes an e-mail address, a group or a device; members are offered to those who may see them. */
export function SubjectField(props: {
  email: string | undefined
  groupId: string | undefined
  deviceId: string | undefined
  onAsk: (next: { email: string } | { group: string } | { device: string }) => void
}) {
  const { id, can } = useWorkspace()
  const groups = useQuery({ ...groupChoicesQuery(id), enabled: can('group.read') })
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? props.email ?? groups.data?.find((it) => it.id === props.groupId)?.name ?? props.deviceId ?? ''
  const [wanted] = useDebouncedValue(text.trim(), 200)
  const members = useInfiniteQuery({ ...membersQuery(id, { search: wanted }), enabled: can('member.read') && typed !== null })
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })

  // The answer may still be about fewer letters: what does not match any more must not be offered.
  const matches = (it: string) => it.toLowerCase().includes(text.trim().toLowerCase())
  const seen = useInfiniteQuery({
    ...devicesQuery(id, { search: wanted }),
    enabled: can('policy.read') && typed !== null && wanted.length > 2,
  })
  const devices = typed === null || wanted.length < 3 ? [] : itemsOf(seen.data).slice(0, 4)
  const found =
    typed === null
      ? []
      : itemsOf(members.data)
          .filter((it) => matches(it.name) || matches(it.email))
          .slice(0, 6)
  const named = (groups.data ?? []).filter((it) => matches(it.name)).slice(0, 8)
  const ask = (value: string) => {
    combobox.closeDropdown()
    const group = groups.data?.find((it) => it.id === value)
    setTyped(null)
    props.onAsk(group ? { group: group.id } : value.includes('@') || !isDevice(value) ? { email: value } : { device: value })
  }
  const submit = () => {
    const exact = groups.data?.find((it) => it.name.toLowerCase() === text.trim().toLowerCase())
    if (text.trim()) ask(exact?.id ?? text.trim())
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap" maw={560}>
        <Combobox store={combobox} onOptionSubmit={ask}>
          <Combobox.Target withAriaAttributes>
            <TextInput
              label="E-mail address or group, or a device"
              placeholder="ada@example.com"
              autoComplete="off"
              spellCheck={false}
              leftSection={<IconSearch size={16} />}
              style={{ flex: 1 }}
              value={text}
              onChange={(event) => {
                setTyped(event.currentTarget.value)
                combobox.openDropdown()
                combobox.resetSelectedOption()
              }}
              onClick={() => combobox.openDropdown()}
              onBlur={() => combobox.closeDropdown()}
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={found.length + named.length + devices.length === 0}>
            <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label="Members, groups and devices">
              {found.length > 0 ? (
                <Combobox.Group label="Members">
                  {found.map((it) => (
                    <Combobox.Option key={it.id} value={it.email}>
                      <Group gap={8} wrap="nowrap">
                        <IconUser size={15} aria-hidden="true" />
                        <span>
                          {it.name}{' '}
                          <Text span c="dimmed" inherit>
                            {it.email}
                          </Text>
                        </span>
                      </Group>
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              ) : null}
              {named.length > 0 ? (
                <Combobox.Group label="Somebody who is only in one group">
                  {named.map((it) => (
                    <Combobox.Option key={it.id} value={it.id}>
                      <Group gap={8} wrap="nowrap">
                        <IconUsersGroup size={15} aria-hidden="true" />
                        <span>{it.name}</span>
                      </Group>
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              ) : null}
              {devices.length > 0 ? (
                <Combobox.Group label="Devices">
                  {devices.map((it) => (
                    <Combobox.Option key={it.id} value={it.id}>
                      <Group gap={8} wrap="nowrap">
                        <IconDeviceLaptop size={15} aria-hidden="true" />
                        <span>
                          {it.person?.name ?? it.enrolment?.name ?? it.id}{' '}
                          <Text span c="dimmed" inherit>
                            {it.surface} {it.clientVersion}
                          </Text>
                        </span>
                      </Group>
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              ) : null}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
        <Button type="submit">Look up</Button>
      </Group>
    </form>
  )
}

/** Whether a text is the id of a device, as the list of devices gives it. */
const isDevice = (text: string) => /^dev(ice)?_\w+$/.test(text)
