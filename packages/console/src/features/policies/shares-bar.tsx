import type { RulesInForce } from '@bailiwick/contracts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { count } from '../../ui/words.ts'
import { sharesOf } from './rules-draft.ts'
import classes from './shares-bar.module.css'

/** Who gets which policy now: one bar, its parts as long as their shares of the active members. */
export function SharesBar({ rules }: { rules: RulesInForce }) {
  const { at } = useWorkspace()
  const shares = sharesOf(rules)
  if (shares.every((it) => it.members === 0)) return null
  const marks = shares.map((it, index) => (it.policy ? { 'data-shade': Math.min(index, 3) } : { 'data-none': true }))
  return (
    <div>
      <div className={classes.bar} aria-hidden="true">
        {shares.map((it, index) =>
          it.members > 0 ? (
            <span key={it.policy?.id ?? 'none'} className={classes.part} style={{ flexGrow: it.members }} {...marks[index]} />
          ) : null,
        )}
      </div>
      <ul className={classes.legend} aria-label="Members by policy">
        {shares.map((it, index) => (
          <li key={it.policy?.id ?? 'none'}>
            <span className={classes.dot} aria-hidden="true" {...marks[index]} />
            <span>
              {it.policy ? <TextLink to={at.policy(it.policy.id)}>{it.policy.name}</TextLink> : 'No policy'}{' '}
              <span className={classes.members}>{count(it.members, 'member')}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
