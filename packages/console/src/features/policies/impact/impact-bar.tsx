import type { Impact, ImpactMove } from '@bailiwick/contracts'
import { count } from '../../../ui/words.ts'
import classes from './impact.module.css'

type Kind = 'tightened' | 'loosened' | 'both' | 'changed' | 'same'

const words: Record<Kind, string> = {
  tightened: 'get tighter',
  loosened: 'get looser',
  both: 'get both tighter and looser',
  changed: 'change otherwise',
  same: 'keep what they have',
}

/** All active members as one bar: those who move by what they get, those who do not at the end. */
export function ImpactBar({ impact }: { impact: Impact }) {
  if (impact.members === 0) return null
  const sums = new Map<Kind, number>()
  for (const it of impact.moves) sums.set(kindOf(it), (sums.get(kindOf(it)) ?? 0) + it.members)
  sums.set('same', Math.max(0, impact.members - impact.moved))
  const parts = (Object.keys(words) as Kind[]) // the keys of a Record are its kinds
    .map((kind) => ({ kind, members: sums.get(kind) ?? 0 }))
    .filter((it) => it.members > 0)
  return (
    <div>
      <div className={classes.bar} aria-hidden="true">
        {parts.map((it) => (
          <span key={it.kind} data-kind={it.kind} style={{ flexGrow: it.members }} />
        ))}
      </div>
      <ul className={classes.legend} aria-label="Members by what changes for them">
        {parts.map((it) => (
          <li key={it.kind}>
            <span className={classes.dot} data-kind={it.kind} aria-hidden="true" />
            {count(it.members, 'member')}{' '}
            {it.members === 1 ? words[it.kind].replace(/^(get|keep|change)\b/, '$1s') : words[it.kind]}
          </li>
        ))}
      </ul>
    </div>
  )
}

function kindOf({ tightened, loosened }: ImpactMove): Kind {
  if (tightened > 0 && loosened > 0) return 'both'
  if (tightened > 0) return 'tightened'
  return loosened > 0 ? 'loosened' : 'changed'
}
