import { type Rollout, rolloutRoutes } from '@bailiwick/contracts'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { rolloutQuery } from '../../api/queries/rollouts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useParam } from '../../ui/use-param.ts'
import { count } from '../../ui/words.ts'
import { Cohorts } from './cohorts.tsx'
import { RolloutActs } from './rollout-acts.tsx'
import { RolloutStateMark, sayStage } from './rollout-state.tsx'
import { StageTrack } from './stage-track.tsx'

/** One rollout: where it is, who is on which side, what was seen of them, and the ways on. */
export function RolloutPage() {
  const { id, at } = useWorkspace()
  const rolloutId = useParam('rolloutId')
  const query = useQuery(rolloutQuery(id, rolloutId))
  const parent = { title: 'Rollouts', to: at.rollouts() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Rollout" parent={parent} />}
      skeleton={<BlockSkeleton lines={7} height={28} />}
    >
      {(rollout) => (
        <>
          <PageHeader
            title={rollout.title}
            parent={parent}
            answer={<Answer rollout={rollout} />}
            actions={
              <CopyAsCall
                what="This rollout"
                command={curlOf(rolloutRoutes.get, { params: { workspaceId: id, rolloutId: rollout.id } })}
              />
            }
          />
          {rollout.state === 'halted' ? (
            <div style={{ marginBottom: 'var(--mantine-spacing-lg)' }}>
              <Notice tone="bad" title="It is halted">
                <div>{rollout.haltedBecause || 'Somebody halted it.'}</div>
                <div>Nobody else gets revision {rollout.revision} until somebody decides; who has it keeps it.</div>
              </Notice>
            </div>
          ) : null}
          <Section title="Stages">
            <StageTrack rollout={rollout} />
          </Section>
          {rollout.endedAt === null ? (
            <Section title="What now?" framed>
              <RolloutActs rollout={rollout} />
            </Section>
          ) : null}
          <Section
            title="What was seen"
            description={
              <>
                Since this stage began, <When at={rollout.stageStartedAt} />. A device is seen when it fetches its policy or calls
                a model; nothing is assumed of the others.
              </>
            }
          >
            <Cohorts rollout={rollout} />
          </Section>
        </>
      )}
    </QueryView>
  )
}

function Answer({ rollout }: { rollout: Rollout }) {
  const { at } = useWorkspace()
  const { onNew, onOld, stages, stage } = rollout
  const now = stages[stage]
  const all = onNew.members + onOld.members
  return (
    <>
      <div>
        <RolloutStateMark state={rollout.state} />
      </div>
      <div>
        {rollout.state === 'completed' ? (
          <>Everybody gets revision {rollout.revision}. </>
        ) : rollout.state === 'rolled_back' ? (
          <>
            Everybody gets {rollout.previousRevision === null ? 'what was before' : `revision ${rollout.previousRevision}`} again.{' '}
          </>
        ) : (
          <>
            Stage {stage + 1} of {stages.length}
            {now ? `, ${sayStage(now, stage === stages.length - 1).toLowerCase()}` : ''}: {onNew.members} of{' '}
            {count(all, 'member')} {onNew.members === 1 ? 'gets' : 'get'} revision {rollout.revision}, the others{' '}
            {rollout.previousRevision === null ? 'nothing yet' : `revision ${rollout.previousRevision}`}.{' '}
          </>
        )}
        Started {rollout.startedBy ? `by ${rollout.startedBy.name}, ` : ''}
        <When at={rollout.startedAt} />
        {rollout.endedAt ? (
          <>
            , ended <When at={rollout.endedAt} />
          </>
        ) : null}
        . <TextLink to={at.draft(rollout.draftId, { tab: 'review' })}>What it changes</TextLink>
      </div>
    </>
  )
}
