import { TextInput, type TextInputProps } from '@mantine/core'

/** Six digits of an authenticator app. Phones and password managers fill them in; spaces are the app's, not the code's. */
export function CodeInput(props: TextInputProps) {
  return (
    <TextInput
      label="Code"
      description="Six digits, from your authenticator app."
      autoComplete="one-time-code"
      inputMode="numeric"
      maxLength={9}
      styles={{ input: { fontVariantNumeric: 'tabular-nums', letterSpacing: '0.08em' } }}
      {...props}
    />
  )
}
