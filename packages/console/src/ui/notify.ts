import { notifications } from '@mantine/notifications'

/** Says that something was done. Refusals are shown where they were caused, never here. */
export function sayDone(message: string) {
  notifications.show({ message, autoClose: 4000, withBorder: true, closeButtonProps: { 'aria-label': 'Dismiss' } })
}
