import type { Overview } from '@bailiwick/contracts'
import type { ReactNode } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { formatNumber } from '../../ui/words.ts'
import classes from './overview-page.module.css'

/** Four figures, each a way to its page. */
export function Numbers({ state: { members, clients, turns, policy } }: { state: Overview }) {
  const { at, can } = useWorkspace()
  const refused = turns.reduce((sum, hour) => sum + hour.refused, 0)
  const failed = turns.reduce((sum, hour) => sum + hour.failed, 0)
  const all = turns.reduce((sum, hour) => sum + hour.completed, refused + failed)
  const link = (allowed: boolean, to: string, text: string): ReactNode => (allowed ? <TextLink to={to}>{text}</TextLink> : text)
  return (
    <dl className={classes.numbers}>
      <Figure
        name={link(can('member.read'), at.members(), 'Active members')}
        value={members.active}
        beside={members.invited > 0 ? `${formatNumber(members.invited)} invited` : 'nobody invited'}
      />
      <Figure
        name="Members with Codex"
        value={clients.membersSignedIn}
        beside={`${formatNumber(clients.signedIn)} signed-in ${clients.signedIn === 1 ? 'client' : 'clients'}`}
      />
      <Figure
        name={link(can('analytics.read'), at.turns(), 'Model turns')}
        value={all}
        beside={`${formatNumber(refused)} refused, ${formatNumber(failed)} failed`}
      />
      <Figure
        name={link(can('policy.read'), at.policyRules(), 'Policy revision')}
        value={policy.revision ?? '–'}
        beside={policy.revision === null ? 'nothing in force' : 'in force'}
      />
    </dl>
  )
}

function Figure({ name, value, beside }: { name: ReactNode; value: number | string; beside: string }) {
  return (
    <div className={classes.number}>
      <dt>{name}</dt>
      <dd>
        <span className={classes.big}>{typeof value === 'number' ? formatNumber(value) : value}</span>{' '}
        <span className={classes.beside}>{beside}</span>
      </dd>
    </div>
  )
}
