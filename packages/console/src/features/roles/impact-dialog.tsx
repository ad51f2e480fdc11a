import type { RoleChange } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ImpactOf } from './role-impact.tsx'

/** Asks once before a change of roles, with who gains and who loses what. Null is closed. */
export function ImpactDialog(props: {
  change: RoleChange | null
  onClose: () => void
  title: string
  act: string
  danger?: boolean
  onConfirm: () => Promise<unknown>
  children?: ReactNode
}) {
  return (
    <ConfirmDialog
      opened={props.change !== null}
      onClose={props.onClose}
      title={props.title}
      act={props.act}
      danger={props.danger ?? false}
      onConfirm={props.onConfirm}
    >
      <Stack gap="sm">
        {props.children ? (
          <Text size="sm" component="div">
            {props.children}
          </Text>
        ) : null}
        {props.change ? <ImpactOf change={props.change} /> : null}
      </Stack>
    </ConfirmDialog>
  )
}
