import type { Overview } from '@bailiwick/contracts'
import { Text, VisuallyHidden } from '@mantine/core'
import { IconBulb, IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import classes from './overview-page.module.css'

/** What is left before the rollout stands; gone once all of it is done. */
export function SetUpSteps({ steps }: { steps: Overview['setUp'] }) {
  const { at, can } = useWorkspace()
  return (
    <ul className={classes.list}>
      {steps.map((step) => (
        <li key={step.step}>
          {step.done ? (
            <IconCircleCheckFilled size={17} className={classes.mark} data-tone="done" aria-hidden="true" />
          ) : (
            <IconCircle size={17} className={classes.mark} data-tone="open" aria-hidden="true" />
          )}
          <span>
            <VisuallyHidden>{step.done ? 'Done: ' : 'To do: '}</VisuallyHidden>
            {step.done ? (
              <Text span size="sm" c="dimmed">
                {step.title}
              </Text>
            ) : (
              <TextLink to={at.below(step.to)}>{step.title}</TextLink>
            )}
          </span>
        </li>
      ))}
      {can('role.manage') ? (
        <li>
          <IconBulb size={17} className={classes.mark} data-tone="info" aria-hidden="true" />
          <span>
            Rolling out to some people first?{' '}
            <TextLink to={at.recommendedRoles()} td="underline">
              Set up Codex Users and Codex Admin
            </TextLink>
          </span>
        </li>
      ) : null}
    </ul>
  )
}
