import { type Device, deviceRoutes, deviceStates } from '@bailiwick/contracts'
import { Select, Text } from '@mantine/core'
import { IconDevices } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { coverageQuery, devicesQuery } from '../../api/queries/devices.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { policyChoicesQuery } from '../../api/queries/policies.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton, TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { CoverageView } from './coverage-view.tsx'
import { DeviceStateMark, deviceWords, saySurface, sayVersion } from './device-words.tsx'

const shape = z.object({
  state: z.enum(deviceStates).optional(),
  personId: z.string().optional(),
  policyId: z.string().optional(),
  search: z.string().optional(),
})

/** Did the policy arrive? The sentence, the course, then each device that was seen. */
export function DevicesPage() {
  const { id } = useWorkspace()
  const coverage = useQuery(coverageQuery(id))
  return (
    <>
      <PageHeader
        title="Devices"
        answer={coverage.data?.sentence ?? 'Whether the policy arrived, on each device that was seen.'}
        actions={<CopyAsCall what="Coverage" command={curlOf(deviceRoutes.coverage, { params: { workspaceId: id } })} />}
      />
      <QueryView query={coverage} skeleton={<BlockSkeleton lines={4} height={44} />}>
        {(data) => (data.devices + data.callsLastDay > 0 ? <CoverageView coverage={data} /> : null)}
      </QueryView>
      <Section
        title="Every device"
        description="A sign-in of one Codex client, joined to its installation at its first model call."
      >
        <DeviceList />
      </Section>
      <Outlet />
    </>
  )
}

function DeviceList() {
  const { id, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useInfiniteQuery(devicesQuery(id, url))
  const policies = useQuery(policyChoicesQuery(id))
  const rows = itemsOf(query.data)
  const filtered = Object.values(url).some(Boolean)
  const kept = new URLSearchParams(Object.entries(url).filter((it): it is [string, string] => Boolean(it[1]))).toString()
  const columns: Column<Device>[] = [
    {
      key: 'device',
      title: 'Device',
      cell: (it) => (
        <>
          <TextLink to={`${at.device(it.id)}${kept ? `?${kept}` : ''}`} fw={600} resetScroll={false}>
            {it.person?.name ?? it.enrolment?.name ?? 'Unknown'}
          </TextLink>
          <Text size="xs" c="dimmed">
            {saySurface(it.surface)} {it.clientVersion}
            {it.system ? `, ${it.system}` : ''}
          </Text>
        </>
      ),
    },
    { key: 'state', title: 'State', cell: (it) => <DeviceStateMark state={it.state} /> },
    {
      key: 'served',
      title: 'Was served',
      cell: (it) => (
        <>
          {sayVersion(it.served)}
          {it.state === 'behind' ? (
            <Text size="xs" c="dimmed">
              would get {sayVersion(it.wouldGet)}
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'servedAt', title: 'Fetched', cell: (it) => (it.servedAt ? <When at={it.servedAt} /> : 'Never') },
    { key: 'usedAt', title: 'Called a model', cell: (it) => (it.usedAt ? <When at={it.usedAt} /> : 'Not yet') },
  ]
  return (
    <>
      {rows.length > 0 || filtered ? (
        <FilterBar
          count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['device', 'devices']} /> : null}
        >
          <SearchField
            label="Search by name, e-mail or installation"
            value={url.search}
            onChange={(search) => setUrl({ search })}
          />
          <Select
            aria-label="State"
            placeholder="Any state"
            clearable
            w={210}
            data={deviceStates.map((it) => ({ value: it, label: deviceWords[it][1] }))}
            value={url.state ?? null}
            onChange={(state) => setUrl({ state: deviceStates.find((it) => it === state) })}
          />
          <Select
            aria-label="Policy"
            placeholder="Any policy"
            clearable
            searchable
            w={200}
            data={policies.data?.map((it) => ({ value: it.id, label: it.name })) ?? []}
            value={url.policyId ?? null}
            onChange={(policyId) => setUrl({ policyId: policyId ?? undefined })}
          />
        </FilterBar>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={5} />}>
        {() =>
          rows.length > 0 ? (
            <DataTable
              label="Devices"
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              stale={query.isPlaceholderData}
              isQuiet={(it) => it.state === 'silent'}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : filtered ? (
            <EmptyState title="No device matches">
              <TextLink to={at.devices()}>See all devices</TextLink>
            </EmptyState>
          ) : (
            <EmptyState
              icon={<IconDevices size={28} stroke={1.5} />}
              title="No device was seen yet"
              action={
                <LinkButton to={at.connect()} variant="default">
                  Connect Codex
                </LinkButton>
              }
            >
              Each Codex client that signs in and fetches its policy appears here: which version it was served, whether it worked
              after, and which one it would get now.
            </EmptyState>
          )
        }
      </QueryView>
    </>
  )
}
