import type { DraftDetail, Policy } from '@bailiwick/contracts'
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { policyChoicesQuery } from '../../../api/queries/policies.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { DraftDocument } from './draft-document.tsx'

export type DocumentPart = 'defaults' | 'difference' | undefined

/** The documents that the draft edits; one of them open, with its text. */
export function DocumentsTab(props: {
  draft: DraftDetail
  editable: boolean
  /** The policy whose text is open. */
  shown: string | undefined
  part: DocumentPart
  onShow: (policyId: string | undefined) => void
  onPart: (part: DocumentPart) => void
}) {
  const { id } = useWorkspace()
  const policies = useQuery(policyChoicesQuery(id))
  if (props.shown) {
    return (
      <DraftDocument
        key={props.shown}
        draft={props.draft}
        policyId={props.shown}
        editable={props.editable}
        part={props.part}
        onPart={props.onPart}
        onClose={() => props.onShow(undefined)}
      />
    )
  }
  return (
    <QueryView query={policies} skeleton={<TableSkeleton rows={3} />}>
      {(all) => <EditedDocuments {...props} all={all} />}
    </QueryView>
  )
}

function EditedDocuments({ draft, editable, onShow, all }: Parameters<typeof DocumentsTab>[0] & { all: Policy[] }) {
  const { at } = useWorkspace()
  const edited = new Set(draft.contents.policies.map((it) => it.policyId))
  const rows = all.filter((it) => edited.has(it.id))
  const open = editable ? <OpenAnother policies={all.filter((it) => !edited.has(it.id))} onShow={onShow} /> : null
  if (rows.length === 0) {
    return (
      <EmptyState icon={<IconFileText size={28} stroke={1.5} />} title="No document is changed" action={open}>
        Open a policy to change its text here. What is in force stays in force until the draft goes out; the rules, the default
        and the tests are beside this tab.
      </EmptyState>
    )
  }
  return (
    <Stack gap="md">
      <DataTable
        label="Documents that this draft changes"
        columns={[
          {
            key: 'policy',
            title: 'Policy',
            cell: (it) => (
              <>
                <TextLink to={at.draft(draft.id, { policy: it.id })} fw={600}>
                  {it.name}
                </TextLink>
                {it.purpose ? (
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {it.purpose}
                  </Text>
                ) : null}
              </>
            ),
          },
          { key: 'version', title: 'Newest version', cell: (it) => `Version ${it.version.number}` },
          {
            key: 'difference',
            title: 'Changes',
            cell: (it) => <TextLink to={`${at.draft(draft.id, { policy: it.id })}&part=difference`}>See the difference</TextLink>,
          },
          { key: 'defaults', title: 'Managed defaults', cell: (it) => (hasDefaults(draft, it.id) ? 'Yes' : 'None') },
        ]}
        rows={rows}
        rowKey={(it) => it.id}
      />
      {open}
    </Stack>
  )
}

function OpenAnother({ policies, onShow }: { policies: Policy[]; onShow: (policyId: string) => void }) {
  const [chosen, setChosen] = useState<string | null>(null)
  if (policies.length === 0) return null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen) onShow(chosen)
      }}
    >
      <Group gap="xs" align="flex-end">
        <Select
          label="Change the text of a policy"
          placeholder="Choose a policy"
          searchable
          w={280}
          data={policies.map((it) => ({ value: it.id, label: it.name }))}
          value={chosen}
          onChange={setChosen}
        />
        <Button type="submit" variant="default" disabled={!chosen}>
          Open it
        </Button>
      </Group>
    </form>
  )
}

function hasDefaults(draft: DraftDetail, policyId: string): boolean {
  return draft.contents.policies.some((it) => it.policyId === policyId && it.defaults.trim() !== '')
}
