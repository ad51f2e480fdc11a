import type { Policy } from '@bailiwick/contracts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'

/** Where a policy stands: "rule 1 (Contractors) and the default". */
export function PolicyUse({ use }: { use: Policy['use'] }) {
  const { at, can } = useWorkspace()
  const places = use.rules.map(({ position, group }) => ({
    key: group.id,
    words: (
      <>
        rule {position} ({can('group.read') ? <TextLink to={at.group(group.id)}>{group.name}</TextLink> : group.name})
      </>
    ),
  }))
  if (use.isDefault) places.push({ key: 'default', words: <>the default</> })
  if (places.length === 0) return 'Not used'
  return (
    <span className="bw-prose">
      {places.map(({ key, words }, index) => (
        <span key={key}>
          {index === 0 ? '' : index === places.length - 1 ? ' and ' : ', '}
          {words}
        </span>
      ))}
    </span>
  )
}
