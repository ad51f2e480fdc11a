import type { NamedRef, PersonRef } from '@bailiwick/contracts'
import { MultiSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { groupsQuery } from '../../api/queries/groups.ts'
import { membersQuery } from '../../api/queries/members.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'

interface PickerProps<T> {
  label: string
  description?: ReactNode
  chosen: T[]
  onChange: (chosen: T[]) => void
  error?: ReactNode
  disabled?: boolean
}

/** Members to choose from, however many there are: the server searches name and e-mail. */
export function MemberPicker(props: PickerProps<PersonRef>) {
  const { id, can } = useWorkspace()
  const [search, setSearch] = useState('')
  const [wanted] = useDebouncedValue(search.trim(), 200)
  const found = useInfiniteQuery({
    ...membersQuery(id, { search: wanted || undefined, status: 'active' }),
    enabled: can('member.read'),
  })
  return (
    <Picker
      {...props}
      found={itemsOf(found.data).map(({ id, name, email }) => ({ id, name, email }))}
      say={(it) => `${it.name} (${it.email})`}
      search={search}
      onSearch={setSearch}
      loading={found.isFetching}
      placeholder="Search name or e-mail"
    />
  )
}

/** Groups to choose from, searched on the server. */
export function GroupPicker(props: PickerProps<NamedRef>) {
  const { id, can } = useWorkspace()
  const [search, setSearch] = useState('')
  const [wanted] = useDebouncedValue(search.trim(), 200)
  const found = useInfiniteQuery({ ...groupsQuery(id, wanted || undefined), enabled: can('group.read') })
  return (
    <Picker
      {...props}
      found={itemsOf(found.data).map(({ id, name }) => ({ id, name }))}
      say={(it) => it.name}
      search={search}
      onSearch={setSearch}
      loading={found.isFetching}
      placeholder="Search groups"
    />
  )
}

function Picker<T extends NamedRef>(
  props: PickerProps<T> & {
    found: T[]
    say: (it: T) => string
    search: string
    onSearch: (search: string) => void
    loading: boolean
    placeholder: string
  },
) {
  const { chosen, found } = props
  // What is chosen keeps its name although the search has moved on.
  const known = new Map([...chosen, ...found].map((it) => [it.id, it]))
  return (
    <MultiSelect
      label={props.label}
      description={props.description}
      error={props.error}
      disabled={props.disabled}
      searchable
      hidePickedOptions
      placeholder={chosen.length === 0 ? props.placeholder : undefined}
      searchValue={props.search}
      onSearchChange={props.onSearch}
      nothingFoundMessage={props.loading ? 'Searching…' : 'Nobody and nothing of this name'}
      maxDropdownHeight={260}
      data={[...known.values()].map((it) => ({ value: it.id, label: props.say(it) }))}
      filter={({ options }) => {
        const ids = new Set(found.map((it) => it.id))
        return options.filter((it) => 'value' in it && ids.has(it.value))
      }}
      value={chosen.map((it) => it.id)}
      onChange={(ids) => props.onChange(ids.flatMap((it) => known.get(it) ?? []))}
    />
  )
}
