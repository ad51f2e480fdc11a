import type { RoleChange } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { roleImpactQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ImpactOf } from './role-impact.tsx'

/** Asks once before a change of roles, with who gains and who loses what. Null is closed. */
export function ImpactDialog(props: {
  change: RoleChange | null
  onClose: () => void
  title: string
  act: string
  /** Red in any case; where somebody loses something it is red by itself. */
  danger?: boolean
  onConfirm: () => Promise<unknown>
  children?: ReactNode
}) {
  const { id } = useWorkspace()
  const impact = useQuery({
    ...roleImpactQuery(id, props.change ?? { kind: 'delete', roleId: '' }),
    enabled: props.change !== null,
  })
  const hurts = props.change !== null && (impact.data?.changes.some((it) => it.loses.people > 0) ?? false)
  return (
    <ConfirmDialog
      opened={props.change !== null}
      onClose={props.onClose}
      title={props.title}
      act={props.act}
      danger={props.danger || hurts}
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
