import type { AccessAnswer, AccessStep } from '@bailiwick/contracts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import classes from './access.module.css'

/** The ways to the other answer, the narrowest first. All steps of one way belong together. */
export function WhatWouldChange({ answer, open }: { answer: AccessAnswer; open: boolean }) {
  if (answer.changes.length === 0) return null
  return (
    <details className={classes.change} open={open}>
      <summary>
        What would {answer.allowed ? 'take it away' : 'give it'}
        <span className={classes.hidden}>: {answer.label}</span>
      </summary>
      <ul>
        {answer.changes.map((way) => (
          <li key={way.steps.map((it) => it.say).join(' ')}>
            {way.steps.map((step, index) => (
              <span key={step.say}>
                {index > 0 ? ' And: ' : ''}
                {step.say} <StepLink step={step} />
              </span>
            ))}
            {way.reach ? <div className={classes.reach}>{way.reach}</div> : null}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Leads to where the step is done, for those who may open it. */
function StepLink({ step }: { step: AccessStep }) {
  const { at, can } = useWorkspace()
  if (step.setting && can('setting.read')) return <TextLink to={at.settings()}>Settings</TextLink>
  if ((step.kind === 'join_group' || step.kind === 'leave_group') && step.group && can('group.read')) {
    return <TextLink to={at.group(step.group.id)}>{step.group.name}</TextLink>
  }
  if (step.role && can('role.read')) return <TextLink to={at.role(step.role.id)}>{step.role.name}</TextLink>
  return null
}
