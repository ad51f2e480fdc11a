import type { Overview } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { count } from '../../ui/words.ts'
import classes from './overview-page.module.css'

/** One bar for each policy, as long as the share of active members who get it. */
export function PolicyShares({ policy }: { policy: Overview['policy'] }) {
  const { at, can } = useWorkspace()
  const named = policy.byPolicy.filter((it) => it.policyId !== null)
  const everyone = named.reduce((sum, it) => sum + it.members, policy.withoutPolicy)
  if (everyone === 0 || (named.length === 0 && policy.revision === null)) {
    return (
      <Text size="sm" c="dimmed">
        No policy is in force yet.{' '}
        {can('policy.manage') ? (
          <TextLink to={at.newPolicy()}>Write the first one</TextLink>
        ) : (
          'A Codex Admin writes the first one.'
        )}
      </Text>
    )
  }
  return (
    <div>
      {named.map((it) => (
        <div key={it.policyId} className={classes.share}>
          <span>{can('policy.read') && it.policyId ? <TextLink to={at.policy(it.policyId)}>{it.name}</TextLink> : it.name}</span>
          <span className="bw-numbers">{count(it.members, 'member')}</span>
          <span className={classes.track} aria-hidden="true">
            <span className={classes.fill} style={{ width: `${(100 * it.members) / everyone}%` }} />
          </span>
        </div>
      ))}
      {policy.withoutPolicy > 0 ? (
        <div className={classes.share}>
          <span>No policy: no rule matches and there is no default</span>
          <span className="bw-numbers">{count(policy.withoutPolicy, 'member')}</span>
          <span className={classes.track} aria-hidden="true">
            <span className={classes.fill} data-none style={{ width: `${(100 * policy.withoutPolicy) / everyone}%` }} />
          </span>
        </div>
      ) : null}
    </div>
  )
}
