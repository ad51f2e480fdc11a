import type { Policy } from '@bailiwick/contracts'
import { Fragment } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'

/** Where a policy stands: "rule 1 (Contractors), the default". */
export function PolicyUse({ use }: { use: Policy['use'] }) {
  const { at, can } = useWorkspace()
  if (use.rules.length === 0 && !use.isDefault) return 'Not used'
  return (
    <>
      {use.rules.map(({ position, group }, index) => (
        <Fragment key={group.id}>
          {index > 0 ? ', ' : ''}rule {position} (
          {can('group.read') ? <TextLink to={at.group(group.id)}>{group.name}</TextLink> : group.name})
        </Fragment>
      ))}
      {use.isDefault ? `${use.rules.length > 0 ? ', ' : ''}the default` : ''}
    </>
  )
}
