import type { Impact, Stage } from '@bailiwick/contracts'
import { ActionIcon, Button, Group, MultiSelect, NumberInput, Select, Text, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { groupChoicesQuery } from '../../../api/queries/groups.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { formatNumber } from '../../../ui/words.ts'
import classes from './review.module.css'

export type NewStage = z.infer<typeof Stage>

export const usualStages: NewStage[] = [
  { percent: 5, groupIds: [], minutes: null },
  { percent: 25, groupIds: [], minutes: null },
  { percent: 100, groupIds: [], minutes: null },
]

const waits = [
  { value: '', label: 'when somebody says so' },
  { value: '60', label: 'after an hour' },
  { value: '240', label: 'after 4 hours' },
  { value: '1440', label: 'after a day' },
  { value: '4320', label: 'after 3 days' },
]

/** Stages one below the other; each adds to those before it, and the last is everybody. */
export function StageBuilder({
  stages,
  onChange,
  impact,
}: {
  stages: NewStage[]
  onChange: (stages: NewStage[]) => void
  impact: Impact
}) {
  const { id, can } = useWorkspace()
  const groups = useQuery({ ...groupChoicesQuery(id), enabled: can('group.read') })
  const set = (at: number, part: Partial<NewStage>) =>
    onChange(stages.map((it, index) => (index === at ? { ...it, ...part } : it)))
  const all = groups.data ?? []
  return (
    <div style={{ marginTop: 'var(--mantine-spacing-md)' }}>
      <ol className={classes.stages} aria-label="Stages">
        {stages.map((stage, at) => {
          const last = at === stages.length - 1
          const floor = stages[at - 1]?.percent ?? 0
          const ceiling = last ? 100 : (stages[at + 1]?.percent ?? 100)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
            <li key={at} className={classes.stage}>
              <NumberInput
                label={`Stage ${at + 1}, percent`}
                w={150}
                suffix=" %"
                min={floor}
                max={ceiling}
                readOnly={last}
                value={stage.percent}
                onChange={(it) => set(at, { percent: Math.round(Number(it) || 0) })}
              />
              {last ? null : (
                <>
                  <MultiSelect
                    label={`Groups of stage ${at + 1}, whatever the percentage`}
                    placeholder={stage.groupIds.length === 0 ? 'None' : ''}
                    style={{ flex: '1 1 15rem' }}
                    searchable
                    data={all.map((it) => ({ value: it.id, label: it.name }))}
                    value={stage.groupIds}
                    onChange={(groupIds) => set(at, { groupIds })}
                  />
                  <Select
                    label={`Goes on from stage ${at + 1}`}
                    w={210}
                    data={waits}
                    value={stage.minutes === null ? '' : String(stage.minutes)}
                    onChange={(it) => set(at, { minutes: it ? Number(it) : null })}
                  />
                  <Tooltip label="Remove this stage">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size="lg"
                      aria-label={`Remove stage ${at + 1}`}
                      onClick={() => onChange(stages.filter((_, index) => index !== at))}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Tooltip>
                </>
              )}
              <Reach
                stage={stage}
                groups={stages.slice(0, at + 1).flatMap((it) => it.groupIds)}
                all={all}
                impact={impact}
                last={last}
              />
            </li>
          )
        })}
      </ol>
      <Group mt="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => {
            const before = stages.at(-2)?.percent ?? 0
            const added = { percent: Math.round((before + 100) / 2), groupIds: [], minutes: null }
            onChange([...stages.slice(0, -1), added, ...stages.slice(-1)])
          }}
        >
          Add a stage
        </Button>
        <Text size="sm" c="dimmed">
          Who is in an early stage stays in the later ones. Each stage can be halted and rolled back.
        </Text>
      </Group>
    </div>
  )
}

/** How many members a stage reaches: exact for everybody, about for a share. */
function Reach(props: {
  stage: NewStage
  groups: string[]
  all: { id: string; name: string; members: number }[]
  impact: Impact
  last: boolean
}) {
  const { stage, impact, last } = props
  const chosen = props.all.filter((it) => props.groups.includes(it.id))
  const inGroups = Math.min(
    impact.members,
    chosen.reduce((sum, it) => sum + it.members, 0),
  )
  const share = Math.round(((impact.members - inGroups) * stage.percent) / 100)
  const reached = last ? impact.members : Math.min(impact.members, inGroups + share)
  const moved = impact.members === 0 ? 0 : Math.round((impact.moved * reached) / impact.members)
  return (
    <div className={classes.reach}>
      <Text size="sm" c="dimmed">
        {last
          ? `Everybody: ${formatNumber(impact.members)} members, of whom ${formatNumber(impact.moved)} get something else.`
          : `About ${formatNumber(reached)} of ${formatNumber(impact.members)} members get the new revision${
              chosen.length > 0 ? `, ${chosen.map((it) => it.name).join(', ')} among them` : ''
            }; for about ${formatNumber(moved)} of them something changes.`}
      </Text>
      <div className={classes.reachBar} aria-hidden="true">
        <span style={{ width: `${impact.members === 0 ? 0 : (100 * reached) / impact.members}%` }} />
      </div>
    </div>
  )
}
