import type { Rollout } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { DataTable } from '../../ui/data-table.tsx'
import { formatNumber } from '../../ui/words.ts'
import classes from './rollouts.module.css'

type Sight = Rollout['onNew']

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })
const rate = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** Both sides beside each other: a bar of devices for each, then the numbers. */
export function Cohorts({ rollout }: { rollout: Rollout }) {
  const { onNew, onOld } = rollout
  const names = {
    onNew: `Revision ${rollout.revision}`,
    onOld: rollout.previousRevision === null ? 'Nothing yet' : `Revision ${rollout.previousRevision}`,
  }
  const rows: { name: string; of: (it: Sight) => string }[] = [
    { name: 'Members', of: (it) => formatNumber(it.members) },
    { name: 'Devices that fetched it', of: (it) => formatNumber(it.devicesServed) },
    { name: 'Of these, called a model after it', of: (it) => formatNumber(it.devicesUsed) },
    { name: 'Of these, fell silent', of: (it) => formatNumber(it.devicesSilent) },
    { name: 'Model calls an hour', of: (it) => rate.format(it.callsPerHour) },
    { name: 'Calls that failed', of: (it) => percent.format(it.failedShare) },
  ]
  return (
    <>
      <div className={classes.sides}>
        <Side name={names.onNew} says="New" sight={onNew} />
        <Side name={names.onOld} says="As before" sight={onOld} />
      </div>
      <DataTable
        label="What was seen of both sides"
        columns={[
          { key: 'name', title: 'Seen', cell: (it) => it.name },
          { key: 'new', title: `${names.onNew} (new)`, align: 'end', cell: (it) => it.of(onNew) },
          { key: 'old', title: `${names.onOld} (as before)`, align: 'end', cell: (it) => it.of(onOld) },
        ]}
        rows={rows}
        rowKey={(it) => it.name}
      />
    </>
  )
}

/** The devices of one side: used after, only served, silent. */
function Side({ name, says, sight }: { name: string; says: string; sight: Sight }) {
  const quiet = Math.max(0, sight.devicesServed - sight.devicesUsed - sight.devicesSilent)
  const parts = [
    { kind: 'used', devices: sight.devicesUsed, words: 'used it after' },
    { kind: 'served', devices: quiet, words: 'fetched it only' },
    { kind: 'silent', devices: sight.devicesSilent, words: 'fell silent' },
  ].filter((it) => it.devices > 0)
  return (
    <div>
      <Text size="sm" fw={600}>
        {name}{' '}
        <Text span c="dimmed" inherit fw={400}>
          {says}
        </Text>
      </Text>
      {sight.devicesServed === 0 ? (
        <Text size="sm" c="dimmed">
          No device has fetched it yet. A client asks when its cached policy ends, within an hour of use.
        </Text>
      ) : (
        <>
          <div className={classes.bar} aria-hidden="true">
            {parts.map((it) => (
              <span key={it.kind} data-kind={it.kind} style={{ flexGrow: it.devices }} />
            ))}
          </div>
          <Text size="sm" c="dimmed">
            {parts.map((it) => `${formatNumber(it.devices)} ${it.words}`).join(', ')}
          </Text>
        </>
      )}
    </div>
  )
}
