import { TextInput } from '@mantine/core'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import classes from './approvals.module.css'
import { caretAfter, codeLength, formatUserCode } from './user-code.ts'

/** A large field for a code such as ABCD-EFGH. It writes the hyphen itself and takes a pasted code in any spelling. */
export function CodeInput(props: { value: string; onChange: (code: string) => void; error?: ReactNode }) {
  const input = useRef<HTMLInputElement>(null)
  const caret = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })
  return (
    <TextInput
      ref={input}
      label="Code"
      description={`The ${codeLength} characters that Codex shows on your own screen.`}
      size="lg"
      classNames={{ input: classes.code ?? '' }}
      placeholder="XXXX-XXXX"
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      autoFocus
      value={props.value}
      error={props.error}
      onChange={(event) => {
        const { value, selectionStart } = event.currentTarget
        const signsBefore = value.slice(0, selectionStart ?? value.length).replace(/[^0-9A-Za-z]/g, '').length
        const formatted = formatUserCode(value)
        caret.current = caretAfter(formatted, signsBefore)
        props.onChange(formatted)
      }}
    />
  )
}
