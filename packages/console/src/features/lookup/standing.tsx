import type { Lookup } from '@bailiwick/contracts'
import { Stack } from '@mantine/core'
import { useWorkspace } from '../../shell/workspace.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { When } from '../../ui/time.tsx'

/** What comes before the rules just now: an open exception, a side of a staged rollout. */
export function Standing({ lookup }: { lookup: Lookup }) {
  const { at, can } = useWorkspace()
  const { exception, rollout } = lookup
  if (!exception && !rollout) return null
  const reads = can('policy.read')
  return (
    <Stack gap="xs" mb="xl">
      {exception ? (
        <Notice
          tone="info"
          title={`An exception gives “${exception.policy.name}”`}
          actions={
            reads ? (
              <LinkButton size="xs" variant="default" to={at.exceptions({ state: 'granted' })}>
                See the exceptions
              </LinkButton>
            ) : undefined
          }
        >
          It ends by itself <When at={exception.until} />: <When at={exception.until} exact />. Then what the rules say applies.
        </Notice>
      ) : null}
      {rollout ? (
        <Notice
          tone="info"
          title={rollout.onNew ? 'On the new side of a rollout' : 'Still on the old side of a rollout'}
          actions={
            reads ? (
              <LinkButton size="xs" variant="default" to={at.rollout(rollout.id)}>
                See the rollout
              </LinkButton>
            ) : undefined
          }
        >
          {rollout.sentence}
        </Notice>
      ) : null}
    </Stack>
  )
}
