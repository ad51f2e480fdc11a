import { factClasses } from '@bailiwick/contracts'
import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { factKindsQuery } from '../../api/queries/facts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { SearchField } from '../../ui/search-field.tsx'

const day = z.iso.date()
/** What is asked of the log, as the address spells it. */
export const filterShape = z.object({
  search: z.string().optional(),
  class: z.enum(factClasses).optional(),
  kind: z.string().optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  actorId: z.string().optional(),
  subjectType: z.string().optional(),
  subjectId: z.string().optional(),
  from: day.optional(),
  to: day.optional(),
})
export type AuditFilter = z.infer<typeof filterShape>

/** Every filter taken off. */
export const noFilter = Object.fromEntries(Object.keys(filterShape.shape).map((it) => [it, undefined])) as AuditFilter

const classLabels: Record<(typeof factClasses)[number], string> = {
  access: 'Access and rights',
  sign_in: 'Sign-ins',
  people: 'People and groups',
  policy: 'Policies',
  settings: 'Settings',
  gateway: 'Model gateway',
}

/** Search first, then the kinds, the outcome and the days; who and what come from a fact's own links. */
export function AuditFilters(props: {
  filter: AuditFilter
  onFilter: (change: AuditFilter) => void
  names: { actor: string | undefined; subject: string | undefined }
  count: ReactNode
}) {
  const { id } = useWorkspace()
  const kinds = useQuery(factKindsQuery(id))
  const { filter, onFilter } = props
  const ofClass = (kinds.data ?? []).filter((it) => !filter.class || it.class === filter.class)
  return (
    <FilterBar count={props.count}>
      <SearchField
        label="Search names, kinds and ids"
        value={filter.search}
        onChange={(search) => onFilter({ search: search || undefined })}
      />
      <Select
        aria-label="Class"
        w={180}
        value={filter.class ?? 'all'}
        onChange={(it) => onFilter({ class: factClasses.find((known) => known === it), kind: undefined })}
        data={[{ value: 'all', label: 'Any class' }, ...factClasses.map((value) => ({ value, label: classLabels[value] }))]}
      />
      <Select
        aria-label="Kind"
        w={220}
        searchable
        value={filter.kind ?? 'all'}
        onChange={(it) => onFilter({ kind: it === 'all' || it === null ? undefined : it })}
        data={[{ value: 'all', label: 'Any kind' }, ...ofClass.map((it) => ({ value: it.kind, label: it.label }))]}
      />
      <Select
        aria-label="Outcome"
        w={150}
        value={filter.outcome ?? 'all'}
        onChange={(it) => onFilter({ outcome: it === 'done' || it === 'refused' ? it : undefined })}
        data={[
          { value: 'all', label: 'Any outcome' },
          { value: 'done', label: 'Done' },
          { value: 'refused', label: 'Refused' },
        ]}
      />
      <TextInput
        type="date"
        aria-label="From day"
        leftSection="From"
        leftSectionWidth={52}
        title="From day"
        value={filter.from ?? ''}
        onChange={(event) => onFilter({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        aria-label="To day, included"
        leftSection="To"
        leftSectionWidth={36}
        title="To day, included"
        value={filter.to ?? ''}
        onChange={(event) => onFilter({ to: event.currentTarget.value || undefined })}
      />
      {filter.actorId ? (
        <Button variant="default" onClick={() => onFilter({ actorId: undefined })}>
          By {props.names.actor ?? 'one actor'} · show all
        </Button>
      ) : null}
      {filter.subjectId || filter.subjectType ? (
        <Button variant="default" onClick={() => onFilter({ subjectId: undefined, subjectType: undefined })}>
          About {filter.subjectId ? (props.names.subject ?? 'one thing') : `any ${filter.subjectType?.replaceAll('_', ' ')}`} ·
          show all
        </Button>
      ) : null}
    </FilterBar>
  )
}

/** The first moment of a day in the reader's zone, as RFC 3339. */
export function startOf(date: string, daysLater = 0): string {
  const start = new Date(`${date}T00:00:00`)
  start.setDate(start.getDate() + daysLater)
  return start.toISOString()
}
