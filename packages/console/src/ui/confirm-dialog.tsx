import { Button, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { ErrorState } from './error-state.tsx'

/**
 * Asks once, in words, and shows the consequence before the act. A refusal is shown in the dialog, beside what caused it.
 */
export function ConfirmDialog(props: {
  opened: boolean
  onClose: () => void
  title: string
  /** What will happen and to whom. */
  children: ReactNode
  /** The act, as a verb: "Deactivate Ada". */
  act: string
  onConfirm: () => Promise<unknown>
  danger?: boolean
}) {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false })
  const close = () => {
    setState({ busy: false })
    props.onClose()
  }
  const confirm = async () => {
    setState({ busy: true })
    try {
      await props.onConfirm()
      close()
    } catch (error) {
      setState({ busy: false, error })
    }
  }
  return (
    <Modal opened={props.opened} onClose={close} title={props.title}>
      <Stack gap="md">
        <div>{props.children}</div>
        {state.error ? <ErrorState error={state.error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button color={props.danger ? 'red' : undefined} loading={state.busy} onClick={() => void confirm()}>
            {props.act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
