import type { Impact, ImpactMove } from '@bailiwick/contracts'
import { Stack, Text, VisuallyHidden } from '@mantine/core'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { count, sayList } from '../../../ui/words.ts'
import classes from './impact.module.css'
import { ImpactBar } from './impact-bar.tsx'
import { MeaningChanges } from './meaning-changes.tsx'
import { sayServed } from './say-served.ts'

/** Who gets another policy and what that means for them: the sentence, the bar, then each group of people with names. */
export function ImpactView({ impact }: { impact: Impact }) {
  const [told, rest] = [impact.moves.slice(0, mostTold), impact.moves.slice(mostTold)]
  return (
    <Stack gap="sm">
      <Text fw={600}>{impact.sentence}</Text>
      <ImpactBar impact={impact} />
      {impact.emptied.length > 0 ? (
        <Notice tone="warn" title={`Nobody would be left in ${sayList(impact.emptied.map((it) => it.name))}`}>
          A rule names {impact.emptied.length === 1 ? 'this group' : 'these groups'}, and somebody is in{' '}
          {impact.emptied.length === 1 ? 'it' : 'them'} now.
        </Notice>
      ) : null}
      {impact.moves.length > 0 ? (
        <ol className={classes.moves} aria-label="Who gets another policy">
          {told.map((it) => (
            <Move key={it.id} move={it} />
          ))}
        </ol>
      ) : null}
      {rest.length > 0 ? (
        <Text size="sm">
          {count(rest.length, 'further way')} to move, {count(sum(rest), 'member')} in all.
        </Text>
      ) : null}
      <Text size="sm" c="dimmed">
        {impact.timing}
      </Text>
    </Stack>
  )
}

/** The server tells so many in detail. */
const mostTold = 100

const sum = (moves: ImpactMove[]): number => moves.reduce((total, it) => total + it.members, 0)

function Move({ move }: { move: ImpactMove }) {
  const sameText = move.from?.id === move.to?.id
  const rest = move.members - move.sample.length
  return (
    <li>
      <div className={classes.head}>
        <strong>{count(move.members, 'member')}</strong>
        <span className={classes.way}>
          {sayServed(move.from)} <span aria-hidden="true">→</span> <VisuallyHidden>to </VisuallyHidden>
          {sameText && move.to?.version === null ? 'its text in this draft' : sayServed(move.to)}
        </span>
        <span className={classes.sum}>{sayEffect(move)}</span>
      </div>
      <People move={move} rest={rest} />
      {move.changes.length > 0 ? (
        <details className={classes.more}>
          <summary>What that means for them: {count(move.changes.length, 'change')}</summary>
          <MeaningChanges changes={move.changes} />
        </details>
      ) : null}
    </li>
  )
}

function People({ move, rest }: { move: ImpactMove; rest: number }) {
  const { at, can } = useWorkspace()
  return (
    <div className={`${classes.people} bw-prose`}>
      {move.sample.map((it, index) => (
        <span key={it.id}>
          {index > 0 ? ', ' : ''}
          {can('policy.read') ? <TextLink to={at.lookup({ email: it.email })}>{it.name}</TextLink> : it.name}
        </span>
      ))}
      {rest > 0 ? ` and ${count(rest, 'other')}` : ''}
      {move.groups.length > 0 ? (
        <span className={classes.groups}>
          {' '}
          in {sayList(move.groups.map((it) => (it.members === move.members ? it.name : `${it.name} (${it.members})`)))}
        </span>
      ) : (
        <span className={classes.groups}> in no group</span>
      )}
    </div>
  )
}

function sayEffect({ tightened, loosened, changes }: ImpactMove): string {
  const parts = [tightened > 0 ? `${tightened} tighter` : '', loosened > 0 ? `${loosened} looser` : ''].filter(Boolean)
  if (parts.length > 0) return parts.join(', ')
  return changes.length > 0 ? 'otherwise changed' : 'no difference in meaning'
}
