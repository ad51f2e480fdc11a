import type { Lookup } from '@bailiwick/contracts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/time.tsx'
import { DeviceStateMark, saySurface, sayVersion } from '../devices/device-words.tsx'

/** What each device of the subject was last served, and whether it called a model after. */
export function Arrived({ lookup }: { lookup: Lookup }) {
  const { at, can } = useWorkspace()
  if (lookup.devices.length === 0) return null
  return (
    <Section title="Last served and used">
      <DataTable
        label="Last served and used"
        columns={[
          {
            key: 'device',
            title: 'Device',
            cell: (it) =>
              can('policy.read') ? (
                <TextLink to={at.device(it.id)}>
                  {saySurface(it.surface)} {it.clientVersion}
                </TextLink>
              ) : (
                `${saySurface(it.surface)} ${it.clientVersion}`
              ),
          },
          { key: 'state', title: 'State', cell: (it) => <DeviceStateMark state={it.state} /> },
          { key: 'served', title: 'Was served', cell: (it) => sayVersion(it.served) },
          { key: 'servedAt', title: 'Fetched', cell: (it) => (it.servedAt ? <When at={it.servedAt} /> : 'Never') },
          { key: 'usedAt', title: 'Called a model', cell: (it) => (it.usedAt ? <When at={it.usedAt} /> : 'Not yet') },
        ]}
        rows={lookup.devices}
        rowKey={(it) => it.id}
      />
    </Section>
  )
}
