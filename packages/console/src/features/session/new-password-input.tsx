import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** A field for a password that is being chosen. */
export function NewPasswordInput(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      description="At least 12 characters. A sentence is easier to keep than a puzzle."
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
      {...props}
    />
  )
}
