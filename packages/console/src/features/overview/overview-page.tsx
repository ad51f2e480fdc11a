import type { Overview } from '@bailiwick/contracts'
import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '../../api/queries/workspaces.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { count, formatNumber } from '../../ui/words.ts'
import { Attention } from './attention.tsx'
import { Numbers } from './numbers.tsx'
import classes from './overview-page.module.css'
import { PolicyShares } from './policy-shares.tsx'
import { SetUpSteps } from './set-up-steps.tsx'
import { TurnsByHour } from './turns-by-hour.tsx'

export function OverviewPage() {
  const { id, name } = useWorkspace()
  const overview = useQuery(overviewQuery(id))
  return (
    <>
      <PageHeader title="Overview" answer={overview.data ? sayState(overview.data) : `How ${name} uses Codex.`} />
      <QueryView query={overview} skeleton={<BlockSkeleton lines={6} height={44} />}>
        {(state) => (
          <>
            <Numbers state={state} />
            <div className={classes.columns}>
              <div>
                <Section title="Model turns, last 24 hours" framed>
                  <TurnsByHour turns={state.turns} />
                </Section>
                <Section title="Who gets which policy" framed>
                  <PolicyShares policy={state.policy} />
                </Section>
              </div>
              <div>
                <Section title="What needs you today" framed>
                  <Attention items={state.attention} />
                </Section>
                {state.setUp.some((step) => !step.done) ? (
                  <Section title="Set-up" framed>
                    <SetUpSteps steps={state.setUp} />
                  </Section>
                ) : null}
              </div>
            </div>
          </>
        )}
      </QueryView>
    </>
  )
}

/** The state of the rollout in one or two sentences. */
export function sayState({ members, clients, policy, turns }: Overview): string {
  const done = turns.reduce((sum, hour) => sum + hour.completed, 0)
  const refused = turns.reduce((sum, hour) => sum + hour.refused, 0)
  const failed = turns.reduce((sum, hour) => sum + hour.failed, 0)
  const signedIn = `Codex is signed in for ${formatNumber(clients.membersSignedIn)} of ${count(members.active, 'active member')}`
  const inForce =
    policy.revision === null
      ? 'no policy is in force yet'
      : policy.withoutPolicy > 0
        ? `${count(policy.withoutPolicy, 'member')} ${policy.withoutPolicy === 1 ? 'gets' : 'get'} no policy`
        : 'everyone gets a policy'
  const work =
    done + refused + failed === 0
      ? 'No model was called in the last 24 hours.'
      : `In the last 24 hours ${count(done, 'turn')} completed, ${formatNumber(refused)} ${refused === 1 ? 'was' : 'were'} refused and ${formatNumber(failed)} failed.`
  return `${signedIn}, and ${inForce}. ${work}`
}
