import type { Lookup } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import classes from './lookup-answer.module.css'

const verdicts = {
  won: <Status tone="good">Won</Status>,
  lost: <Status tone="quiet">Came too late</Status>,
  not_member: <Status tone="quiet">Not in the group</Status>,
}

/** Every rule in its order, the winner marked, each with its reason; the default at the end. */
export function Considered({ lookup }: { lookup: Lookup }) {
  const { at, can } = useWorkspace()
  if (lookup.considered.length === 0 && !lookup.exception && lookup.outcome === 'none') {
    return (
      <Text size="sm" c="dimmed">
        There is no rule and no default.
      </Text>
    )
  }
  const byDefault = lookup.outcome === 'default'
  return (
    <ol className={classes.considered}>
      {lookup.exception ? (
        <li data-verdict="won" aria-current>
          <span className={classes.place} aria-hidden="true">
            !
          </span>
          <span>Exception → {lookup.exception.policy.name}</span>
          {verdicts.won}
          <span className={classes.because}>
            Asked before all rules; it ends by itself <When at={lookup.exception.until} />.
          </span>
        </li>
      ) : null}
      {lookup.considered.map((it) => (
        <li key={it.ruleId} data-verdict={it.verdict} aria-current={it.verdict === 'won' || undefined}>
          <span className={classes.place}>{it.position}</span>
          <span>
            {can('group.read') ? <TextLink to={at.group(it.group.id)}>{it.group.name}</TextLink> : it.group.name} →{' '}
            {can('policy.read') ? <TextLink to={at.policy(it.policy.id)}>{it.policy.name}</TextLink> : it.policy.name}
          </span>
          {verdicts[it.verdict]}
          <span className={classes.because}>{it.because}</span>
        </li>
      ))}
      <li data-verdict={byDefault ? 'won' : undefined} aria-current={byDefault || undefined}>
        <span className={classes.place} aria-hidden="true">
          –
        </span>
        <span>Default{byDefault && lookup.policy ? ` → ${lookup.policy.name}` : ''}</span>
        {byDefault ? verdicts.won : <Status tone="quiet">{lookup.outcome === 'none' ? 'None is set' : 'Not needed'}</Status>}
        <span className={classes.because}>
          {byDefault
            ? 'No rule matches, so the default applies.'
            : lookup.outcome === 'none'
              ? 'No rule matches and nothing is left.'
              : lookup.exception
                ? 'An exception applies.'
                : 'A rule matched before.'}
        </span>
      </li>
    </ol>
  )
}
