import type { DraftDetail, DraftReview } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { IconCircleX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { LinkButton } from '../../../ui/link.tsx'
import { count } from '../../../ui/words.ts'
import classes from './tests.module.css'

/** What stands in the way of publishing, each with its way out. */
export function Blockers(props: {
  draft: DraftDetail
  blockers: DraftReview['blockers']
  onShow: (tab: 'rules' | 'tests' | 'review' | undefined) => void
}) {
  const many = props.blockers.length
  return (
    <section aria-label="What stands in the way" style={{ marginBottom: 'var(--mantine-spacing-xl)' }}>
      <Text fw={600} mb={6} role="status">
        It cannot go out yet: {count(many, 'thing')} {many === 1 ? 'stands' : 'stand'} in the way
      </Text>
      <ul className={classes.list} aria-label="What stands in the way">
        {props.blockers.map((it) => (
          <li key={it.code + it.message} className={classes.row}>
            <IconCircleX size={18} className={classes.mark} data-tone="bad" aria-hidden="true" />
            <div className="bw-break">
              {messageOf(it)}
              <Text size="sm" c="dimmed">
                {fixes[it.code] ?? it.fix}
              </Text>
            </div>
            <WayOut code={it.code} {...props} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What to do on these pages; the server's own words are for callers of the API. */
const fixes: Partial<Record<string, string>> = {
  'tests.failed': 'Correct the draft, or the tests, if they are what is wrong.',
  'draft.conflicts': 'Look at both below and say which to keep.',
  'approval.required': 'Ask for it below; whoever approves it wrote no part of it.',
}

/** The tests say themselves what they found, further down. */
export function messageOf({ code, message }: DraftReview['blockers'][number]): string {
  return code === 'tests.failed' ? message.replace(/\. tests\.[\s\S]*$/, '.') : message
}

function WayOut({ code, draft, onShow }: { code: string } & Parameters<typeof Blockers>[0]): ReactNode {
  const { at } = useWorkspace()
  const to = (tab: 'rules' | 'tests' | undefined, words: string) => (
    <Button size="xs" variant="default" onClick={() => onShow(tab)}>
      {words}
    </Button>
  )
  switch (code) {
    case 'tests.failed':
      return to('tests', 'See the tests')
    case 'rules.group_twice':
    case 'group.not_found':
      return to('rules', 'Go to the rules')
    case 'policy.refused_by_client':
    case 'policy.not_found':
      return to(undefined, 'Go to the documents')
    case 'rollout.running':
      return (
        <LinkButton size="xs" variant="default" to={at.rollouts()}>
          See the rollout
        </LinkButton>
      )
    case 'change.held':
      return (
        <LinkButton size="xs" variant="default" to={at.heldChanges()}>
          See held changes
        </LinkButton>
      )
    case 'approval.required':
      return draft.state === 'open' ? (
        <JumpTo id="approvals" words="Ask for approval" />
      ) : (
        <JumpTo id="approvals" words="See approvals" />
      )
    case 'draft.conflicts':
      return <JumpTo id="conflicts" words="See the conflicts" />
    default:
      return null
  }
}

/** Goes to a part of this page, by its heading. */
function JumpTo({ id, words }: { id: string; words: string }) {
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => {
        const part = document.getElementById(id)
        part?.scrollIntoView({ block: 'start' })
        part?.focus({ preventScroll: true })
      }}
    >
      {words}
    </Button>
  )
}
