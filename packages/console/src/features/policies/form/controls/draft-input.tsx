import { Textarea, TextInput, type TextInputProps } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

/** How long typing rests before it is written into the text, in milliseconds. */
const rest = 700

/**
 * A text field that writes what was typed once it rests, on Enter and when it is left: one step of the history for a word, not for a
 * letter. `onText` gets each new text once.
 */
export function DraftInput(props: {
  label: string
  value: string
  onText: (text: string) => void
  long?: boolean
  mono?: boolean
  placeholder?: string | undefined
  disabled?: boolean
  error?: TextInputProps['error']
  size?: 'xs' | 'sm'
  onKeyDown?: (event: KeyboardEvent) => void
}) {
  const { value, onText } = props
  const [typed, setTyped] = useState<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const write = (text: string | null) => {
    clearTimeout(timer.current)
    if (text !== null && text !== value) onText(text)
  }
  const latest = useRef({ write, typed })
  latest.current = { write, typed }
  // A field that is taken away with the focus in it still says what was typed.
  useEffect(() => () => clearTimeout(timer.current), [])
  const shared = {
    'aria-label': props.label,
    value: typed ?? value,
    placeholder: props.placeholder,
    readOnly: props.disabled ?? false,
    error: props.error,
    spellCheck: props.long ?? false,
    autoComplete: 'off',
    size: props.size ?? 'xs',
    ...(props.mono ? { styles: { input: { fontFamily: 'var(--mantine-font-family-monospace)' } } } : {}),
    ...(typed !== null && typed !== value ? { 'data-unfinished': '' } : {}),
    onBlur: () => {
      write(typed)
      setTyped(null)
    },
  }
  const onTyped = (text: string) => {
    setTyped(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current.write(latest.current.typed), rest)
  }
  if (props.long) {
    return <Textarea {...shared} autosize minRows={2} maxRows={8} onChange={(event) => onTyped(event.currentTarget.value)} />
  }
  return (
    <TextInput
      {...shared}
      onChange={(event) => onTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault()
          write(typed)
        }
        props.onKeyDown?.(event)
      }}
    />
  )
}
