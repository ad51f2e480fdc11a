import type { DraftReview } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Status, type StatusTone } from '../../../ui/status.tsx'
import { count } from '../../../ui/words.ts'
import { ProblemList } from '../editor/problem-list.tsx'
import { Verdict } from '../editor/verdict.tsx'
import { MeaningChanges } from '../impact/meaning-changes.tsx'
import classes from './review.module.css'

type DocumentCheck = DraftReview['checks'][number]

const verdictWords: Record<DocumentCheck['check']['verdict'], [StatusTone, string]> = {
  accepted: ['good', 'accepts it'],
  breaks_sessions: ['bad', 'accepts it, but no session works'],
  refused: ['bad', 'refuses it and does not start'],
}

/** What clients make of each document, and what its change means. */
export function DocumentChecks({ checks, draftId }: { checks: readonly DocumentCheck[]; draftId: string }) {
  const { at } = useWorkspace()
  if (checks.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No document is changed.
      </Text>
    )
  }
  return (
    <Stack gap="sm">
      {checks.map((it) => (
        <article key={it.policy.id} className={classes.document} aria-label={it.policy.name}>
          <div className={classes.head}>
            <TextLink to={at.draft(draftId, { policy: it.policy.id })} fw={600}>
              {it.policy.name}
            </TextLink>
            <Verdict check={it.check} />
          </div>
          <ul className={classes.clients} aria-label={`Verdicts of clients on ${it.policy.name}`}>
            {it.clients.map(({ version, verdict }) => (
              <li key={version}>
                <Status tone={verdictWords[verdict][0]}>
                  Client {version} {verdictWords[verdict][1]}
                </Status>
              </li>
            ))}
          </ul>
          {it.check.problems.length > 0 ? <ProblemList problems={it.check.problems} /> : null}
          {it.changes.length > 0 ? (
            <>
              <Text size="sm" mt="xs">
                {sayChanges(it)}
              </Text>
              <MeaningChanges changes={it.changes} />
            </>
          ) : it.changed ? (
            <Text size="sm" c="dimmed" mt="xs">
              Its text changes and means the same.
            </Text>
          ) : null}
        </article>
      ))}
    </Stack>
  )
}

function sayChanges({ changes }: DocumentCheck): string {
  const of = (effect: string) => changes.filter((it) => it.effect === effect).length
  const parts = [
    of('tightened') > 0 ? `${of('tightened')} tighter` : '',
    of('loosened') > 0 ? `${of('loosened')} looser` : '',
  ].filter(Boolean)
  return `${count(changes.length, 'change')} in meaning${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
}
