import type { DraftConflict, DraftDetail } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useRebaseDraft } from '../../../api/queries/drafts.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { LinkButton } from '../../../ui/link.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Section } from '../../../ui/section.tsx'
import { count } from '../../../ui/words.ts'
import { DiffView } from '../diff/diff-view.tsx'
import classes from './review.module.css'

type Conflict = z.infer<typeof DraftConflict>

const subjects = { policy: 'The document', rules: 'The order of rules', default: 'The default', tests: 'The tests' } as const

/** Places that both the draft and what is in force changed: the three texts, and a way on for either. */
export function Conflicts({ draft, conflicts }: { draft: DraftDetail; conflicts: readonly Conflict[] }) {
  const { id } = useWorkspace()
  const rebase = useRebaseDraft(id, draft.id)
  const [problem, setProblem] = useState<unknown>(null)
  const keep = async (whose: 'yours' | 'theirs') => {
    setProblem(null)
    try {
      const moved = await rebase.mutateAsync({ expectedEdit: draft.edit, keep: whose })
      sayDone(
        `The draft stands on revision ${moved.baseRevision ?? ''}, with ${whose === 'yours' ? 'its own text' : 'theirs'} there`,
      )
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <div id="conflicts" tabIndex={-1}>
      <Section
        title={`${count(conflicts.length, 'place')} changed on both sides`}
        description="Below is what it was, what is in force now, and what this draft says. Copy from any of them; nothing is thrown away before you choose."
      >
        <Stack gap="md">
          {conflicts.map((it) => (
            <OneConflict key={`${it.subject} ${it.policy?.id ?? ''}`} conflict={it} draft={draft} />
          ))}
          {problem ? <ErrorState error={problem} /> : null}
          {draft.can.edit ? (
            <Group gap="xs">
              <Button loading={rebase.isPending} onClick={() => void keep('yours')}>
                Keep what this draft says
              </Button>
              <Button variant="default" loading={rebase.isPending} onClick={() => void keep('theirs')}>
                Take what is in force
              </Button>
              <Text size="sm" c="dimmed">
                Both move the draft onto what is in force; everything that only one side changed is kept.
              </Text>
            </Group>
          ) : null}
        </Stack>
      </Section>
    </div>
  )
}

function OneConflict({ conflict, draft }: { conflict: Conflict; draft: DraftDetail }) {
  const { at } = useWorkspace()
  const [compared, setCompared] = useState(true)
  const title = conflict.policy ? `${subjects[conflict.subject]} ${conflict.policy.name}` : subjects[conflict.subject]
  const by = conflict.by ?? 'somebody'
  return (
    <article className={classes.document} aria-label={title}>
      <div className={classes.head}>
        <Text fw={600}>{title}</Text>
        <Group gap="xs">
          <Button size="xs" variant="default" aria-pressed={!compared} onClick={() => setCompared(!compared)}>
            {compared ? 'Show the three texts' : 'Show what differs'}
          </Button>
          {conflict.policy && draft.can.edit ? (
            <LinkButton size="xs" variant="default" to={at.draft(draft.id, { policy: conflict.policy.id })}>
              Put both together by hand
            </LinkButton>
          ) : null}
        </Group>
      </div>
      {compared ? (
        <Stack gap="sm" mt="xs">
          <DiffView
            before={{ title: 'As it was', text: conflict.base }}
            after={{ title: `In force now, by ${by}`, text: conflict.theirs }}
          />
          <DiffView before={{ title: 'As it was', text: conflict.base }} after={{ title: 'This draft', text: conflict.yours }} />
        </Stack>
      ) : (
        <div className={classes.texts}>
          <CodeBlock text={conflict.base} label="text as it was" title="As it was" wrap />
          <CodeBlock text={conflict.theirs} label="text in force" title={`In force now, by ${by}`} wrap />
          <CodeBlock text={conflict.yours} label="text of this draft" title="This draft" wrap />
        </div>
      )}
    </article>
  )
}
