import { type Device, deviceRoutes } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { IconDevices } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { myDevicesQuery } from '../../api/queries/devices.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'
import { DeviceStateMark, saySurface, sayVersion } from './device-words.tsx'

const columns: Column<Device>[] = [
  {
    key: 'device',
    title: 'Device',
    cell: (it) => (
      <>
        {saySurface(it.surface)} {it.clientVersion}
        <Text size="xs" c="dimmed">
          {it.system || 'System not said'}
        </Text>
      </>
    ),
  },
  { key: 'state', title: 'State', cell: (it) => <DeviceStateMark state={it.state} /> },
  {
    key: 'served',
    title: 'Your policy there',
    cell: (it) => (
      <>
        {sayVersion(it.served)}
        {it.state === 'behind' ? (
          <Text size="xs" c="dimmed">
            You would get {sayVersion(it.wouldGet)}
          </Text>
        ) : null}
      </>
    ),
  },
  { key: 'servedAt', title: 'Fetched', cell: (it) => (it.servedAt ? <When at={it.servedAt} /> : 'Never') },
  { key: 'usedAt', title: 'Called a model', cell: (it) => (it.usedAt ? <When at={it.usedAt} /> : 'Not yet') },
]

/** On which of their machines somebody's policy arrived. */
export function MyDevicesPage() {
  const { id, at } = useWorkspace()
  const query = useQuery(myDevicesQuery(id))
  return (
    <>
      <PageHeader
        title="My devices"
        answer={query.data ? sayMine(query.data) : 'Where your policy arrived.'}
        actions={<CopyAsCall what="My devices" command={curlOf(deviceRoutes.mine, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<TableSkeleton rows={2} />}>
        {(devices) =>
          devices.length === 0 ? (
            <EmptyState
              icon={<IconDevices size={28} stroke={1.5} />}
              title="No device of yours was seen"
              action={<LinkButton to={at.connect()}>Connect Codex</LinkButton>}
            >
              Each Codex client that you sign in appears here as soon as it fetches your policy: which version it has, and whether
              it is the one you would get now.
            </EmptyState>
          ) : (
            <>
              <DataTable label="My devices" columns={columns} rows={devices} rowKey={(it) => it.id} />
              <Text size="sm" c="dimmed" mt="sm" className="bw-prose">
                A client asks again when its copy is an hour old, or when you start it anew after signing in. Sign clients out
                under <TextLink to={at.myClients()}>My Codex clients</TextLink>.
              </Text>
            </>
          )
        }
      </QueryView>
    </>
  )
}

function sayMine(devices: Device[]): string {
  if (devices.length === 0) return 'No client of yours has fetched a policy yet.'
  const current = devices.filter((it) => it.state === 'used' || it.state === 'served').length
  if (current === devices.length)
    return `Your policy has arrived on ${devices.length === 1 ? 'your device' : `all ${devices.length} devices`}.`
  return `Your policy has arrived on ${current} of ${count(devices.length, 'device')}.`
}
