import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'

/** A search that answers while one types; its value lives outside (in the address). */
export function SearchField(props: { label: string; value: string | undefined; onChange: (value: string) => void }) {
  const outside = props.value ?? ''
  const [text, setText] = useState(outside)
  const told = useRef(outside)
  const tell = useDebouncedCallback((value: string) => {
    told.current = value
    props.onChange(value)
  }, 250)
  useEffect(() => {
    // Only what somebody else wrote into the address replaces what is being typed.
    if (outside !== told.current) setText(outside)
    told.current = outside
  }, [outside])
  const change = (value: string) => {
    setText(value)
    tell(value)
  }
  return (
    <TextInput
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      leftSection={<IconSearch size={15} />}
      rightSection={text ? <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} /> : null}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      style={{ flex: '1 1 14rem', maxWidth: '22rem' }}
    />
  )
}
