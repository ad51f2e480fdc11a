import { addressOf, type RouteContract, routeGroups } from '@bailiwick/contracts'
import { Anchor, Text } from '@mantine/core'
import { useDeferredValue, useMemo } from 'react'
import { z } from 'zod'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Section } from '../../ui/section.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { RouteEntry } from './route-entry.tsx'

const shape = z.object({ search: z.string().optional() })

/** Widened: the groups are read as data here, not as types. */
const groups: [string, [string, RouteContract][]][] = Object.entries(routeGroups).map(([title, routes]) => [
  title,
  Object.entries(routes),
])

export function ApiReferencePage() {
  const { id, at, can } = useWorkspace()
  const [{ search }, setUrl] = useUrlState(shape)
  const wanted = useDeferredValue(search?.toLowerCase().trim() ?? '')
  const shown = useMemo(() => pick(wanted), [wanted])
  const base = `${window.location.origin}/api/v1/workspaces/${id}`
  return (
    <>
      <PageHeader
        title="API reference"
        answer={
          <>
            {count(
              groups.reduce((sum, [, routes]) => sum + routes.length, 0),
              'call',
            )}
            : everything that this console does, a program can do with an admin key. As a file:{' '}
            <Anchor href="/api/v1/openapi.json">openapi.json</Anchor>.
          </>
        }
      />
      <Text size="sm" mb="md" maw="72ch">
        Send <code>Authorization: Bearer</code> and an admin key{can('admin_key.manage') ? ' from ' : '.'}
        {can('admin_key.manage') ? <TextLink to={at.adminKeys()}>Admin keys</TextLink> : null}
        {can('admin_key.manage') ? '.' : null} Refusals are problem+json with a code, what to do, and the places. Lists page by{' '}
        <code>cursor</code>: pass <code>nextCursor</code> back until it is null. This workspace:{' '}
        <code className="bw-break">{base}</code> <CopyButton text={base} label="Copy the API base" quiet />
      </Text>
      <FilterBar>
        <SearchField label="Search calls" value={search} onChange={(it) => setUrl({ search: it })} />
      </FilterBar>
      {shown.length === 0 ? (
        <EmptyState title="No call matches">No call has “{search}” in its path, summary or permission.</EmptyState>
      ) : null}
      {shown.map(([title, routes]) => (
        <Section key={title} title={title}>
          {routes.map(([name, route]) => (
            <RouteEntry key={name} route={route} workspaceId={id} />
          ))}
        </Section>
      ))}
    </>
  )
}

function pick(wanted: string): typeof groups {
  if (!wanted) return groups
  return groups
    .map(([title, routes]): [string, [string, RouteContract][]] => [
      title,
      routes.filter(([, route]) => {
        const { method, path } = addressOf(route)
        return `${title} ${method} ${path} ${route.summary} ${route.needs}`.toLowerCase().includes(wanted)
      }),
    ])
    .filter(([, routes]) => routes.length > 0)
}
