import { Group, Stack } from '@mantine/core'
import { ApiProblem } from '../../api/client.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton } from '../../ui/link.tsx'

/** Why something was not put in force, place by place, with the page that leads on. */
export function SaveRefusal({ problem }: { problem: unknown }) {
  const { at } = useWorkspace()
  const code = problem instanceof ApiProblem ? problem.code : undefined
  const places = problem instanceof ApiProblem ? problem.problems : []
  const way =
    code === 'change.held'
      ? { to: at.heldChanges(), words: 'Look at what is held' }
      : code === 'rollout.running'
        ? { to: at.rollouts(), words: 'See the rollout' }
        : null
  return (
    <Stack gap="xs">
      <ErrorState error={problem} />
      {places.length > 0 ? (
        <ul style={{ margin: 0, fontSize: 'var(--mantine-font-size-sm)' }}>
          {places.map((it) => (
            <li key={it.place + it.message}>
              {it.place}: {it.message} {it.fix}
            </li>
          ))}
        </ul>
      ) : null}
      {way ? (
        <Group>
          <LinkButton to={way.to} size="xs" variant="default">
            {way.words}
          </LinkButton>
        </Group>
      ) : null}
    </Stack>
  )
}
