import { type Evaluation, evaluationRoutes } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { evaluationQuery, useEndEvaluation } from '../../api/queries/evaluations.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useParam } from '../../ui/use-param.ts'
import { CountsView } from './counts-view.tsx'
import { saySeen, sayWho } from './evaluation-words.ts'
import { RunState } from './run-state.tsx'

/** One run: what the draft would have said, in a sentence, then by kind and key. */
export function EvaluationPage() {
  const { id, at } = useWorkspace()
  const query = useQuery(evaluationQuery(id, useParam('evaluationId')))
  const parent = { title: 'Observe-only runs', to: at.evaluations() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Observe-only run" parent={parent} />}
      skeleton={<BlockSkeleton lines={8} height={24} />}
    >
      {(run) => <Run run={run} parent={parent} />}
    </QueryView>
  )
}

function Run({ run, parent }: { run: Evaluation; parent: { title: string; to: string } }) {
  const { id, at } = useWorkspace()
  const end = useEndEvaluation(id, run.id)
  const [ending, setEnding] = useState(false)
  return (
    <>
      <PageHeader
        title={run.title}
        parent={parent}
        answer={
          <>
            <div>{run.sentence}</div>
            <div>
              <RunState run={run} /> <span aria-hidden="true">·</span> {run.running ? 'Looks' : 'Looked'} at {sayWho(run)}, saw{' '}
              {saySeen(run)}. Started{run.startedBy ? ` by ${run.startedBy.name}` : ''} <When at={run.startedAt} />
              {run.running ? '; ends ' : '; ended '}
              <When at={run.endedAt ?? run.endsAt} />.
            </div>
          </>
        }
        actions={
          <>
            <CopyAsCall
              what="This run"
              command={curlOf(evaluationRoutes.get, { params: { workspaceId: id, evaluationId: run.id } })}
            />
            {run.can.end ? (
              <Button variant="default" onClick={() => setEnding(true)}>
                End it
              </Button>
            ) : null}
            <LinkButton to={at.draft(run.draftId)}>Open the draft</LinkButton>
          </>
        }
      />
      {run.counts.length > 0 ? (
        <CountsView run={run} />
      ) : (
        <EmptyState title={run.running ? 'Nothing has passed yet' : 'Nothing passed while it observed'}>
          {run.running
            ? 'As soon as one of these people works with Codex through the model gateway, it is counted here.'
            : 'None of these people worked with Codex through the model gateway in that time. Let the draft observe again, longer or for more people.'}
        </EmptyState>
      )}
      <Notice title="What this is, and what it is not">
        What is in force stays enforced: nobody was stopped or let through by this draft. Counted are sandbox modes, tools and
        commands in model calls through the gateway; work that does not reach it is not seen. Verdicts are kept, content is not.
      </Notice>
      <ConfirmDialog
        opened={ending}
        onClose={() => setEnding(false)}
        title="End the observation?"
        act="End it"
        onConfirm={async () => {
          await end.mutateAsync(undefined)
          sayDone('The draft observes no more; its counts stay')
        }}
      >
        Nothing changes for anybody. What was counted stays here; it cannot be taken up again, but the draft can observe anew.
      </ConfirmDialog>
    </>
  )
}
