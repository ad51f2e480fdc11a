import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'

/** Says why a control is off: on hover and on focus. The control stays focusable (`data-disabled`, not `disabled`). */
export function WithReason({ reason, children }: { reason: string | null | undefined; children: ReactElement }) {
  if (!reason) return children
  return <Tooltip label={reason}>{children}</Tooltip>
}
