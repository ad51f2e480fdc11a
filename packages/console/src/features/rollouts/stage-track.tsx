import type { Rollout } from '@bailiwick/contracts'
import { VisuallyHidden } from '@mantine/core'
import { IconCheck, IconPlayerPauseFilled } from '@tabler/icons-react'
import { When } from '../../ui/time.tsx'
import { sayEnd, sayStage } from './rollout-state.tsx'
import classes from './rollouts.module.css'

/** The stages as a track: those behind, the one that runs, those ahead. */
export function StageTrack({ rollout }: { rollout: Rollout }) {
  const { stages, stage, state } = rollout
  return (
    <ol className={classes.track} aria-label="Stages">
      {stages.map((it, at) => {
        const last = at === stages.length - 1
        const place = state === 'completed' || at < stage ? 'past' : at > stage || state === 'rolled_back' ? 'ahead' : 'now'
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
            key={at}
            data-place={place}
            data-state={place === 'now' ? state : undefined}
            aria-current={place === 'now' ? 'step' : undefined}
          >
            <span className={classes.stop} aria-hidden="true">
              {place === 'past' ? (
                <IconCheck size={15} />
              ) : state === 'halted' && place === 'now' ? (
                <IconPlayerPauseFilled size={13} />
              ) : (
                at + 1
              )}
            </span>
            <span className={classes.stage}>
              <strong>
                <VisuallyHidden>Stage {at + 1}: </VisuallyHidden>
                {sayStage(it, last)}
              </strong>
              <span className={classes.quiet}>
                {place === 'past' ? (
                  'Done'
                ) : place === 'now' ? (
                  <>
                    Since <When at={rollout.stageStartedAt} />
                    {rollout.nextStageAt && state === 'running' ? (
                      <>
                        ; goes on <When at={rollout.nextStageAt} />
                      </>
                    ) : (
                      `, ${last ? 'the last one' : sayEnd(it)}`
                    )}
                  </>
                ) : last ? (
                  'Then it is in force'
                ) : (
                  sayEnd(it)
                )}
              </span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
