import type { PolicyDocument, PolicyVersion } from '@bailiwick/contracts'
import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { itemsOf } from '../../api/queries/paging.ts'
import { policyVersionQuery, policyVersionsQuery } from '../../api/queries/policies.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton, TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { DiffView } from './diff/diff-view.tsx'

/** All versions, and the difference between any two. */
export function VersionsTab(props: {
  policy: PolicyDocument
  shown: number
  against: number | undefined
  onShow: (version: number, against?: number) => void
  onLoad: (version: { contents: string; defaults: string }) => void
}) {
  const { id } = useWorkspace()
  const { policy, shown } = props
  const query = useInfiniteQuery(policyVersionsQuery(id, policy.id))
  const versions = itemsOf(query.data)
  const columns: Column<PolicyVersion>[] = [
    {
      key: 'number',
      title: 'Version',
      width: '8rem',
      cell: (it) => (
        <Anchor
          component="button"
          type="button"
          inherit
          fw={600}
          aria-current={it.number === shown || undefined}
          onClick={() => props.onShow(it.number)}
        >
          Version {it.number}
        </Anchor>
      ),
    },
    { key: 'note', title: 'Note', cell: (it) => it.note || '—' },
    { key: 'by', title: 'By', cell: (it) => it.createdBy?.name ?? 'An admin key' },
    { key: 'at', title: 'Saved', cell: (it) => <When at={it.createdAt} /> },
    {
      key: 'sha',
      title: 'SHA-256',
      cell: (it) => (
        <>
          <code>{it.sha256.slice(0, 12)}</code>{' '}
          <CopyButton text={it.sha256} label={`Copy the SHA-256 of version ${it.number}`} quiet />
        </>
      ),
    },
  ]
  return (
    <>
      <Section
        title="All versions"
        description="A version never changes. Saving makes the next one; older ones can be loaded again."
      >
        <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
          {() => (
            <DataTable
              label="Versions"
              columns={columns}
              rows={versions}
              rowKey={(it) => it.id}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          )}
        </QueryView>
      </Section>
      <Compared
        key={shown}
        {...props}
        against={props.against ?? (shown > 1 ? shown - 1 : undefined)}
        numbers={versions.map((it) => it.number)}
      />
    </>
  )
}

function Compared(props: Parameters<typeof VersionsTab>[0] & { numbers: number[] }) {
  const { id } = useWorkspace()
  const { policy, shown, against } = props
  const version = useQuery(policyVersionQuery(id, policy.id, shown))
  const other = useQuery({ ...policyVersionQuery(id, policy.id, against ?? 0), enabled: against !== undefined })
  const choices = props.numbers.filter((it) => it !== shown)
  return (
    <Section
      title={against === undefined ? `Version ${shown}` : `What version ${shown} changed`}
      actions={
        <Group gap="xs">
          {choices.length > 0 ? (
            <Select
              aria-label="Compare with"
              w={190}
              value={against === undefined ? null : String(against)}
              placeholder="Compare with…"
              data={choices.map((it) => ({ value: String(it), label: `against version ${it}` }))}
              onChange={(it) => props.onShow(shown, it ? Number(it) : undefined)}
            />
          ) : null}
          {version.data && policy.can.edit && shown !== policy.version.number ? (
            <Button
              variant="default"
              onClick={() => props.onLoad({ contents: version.data.contents, defaults: version.data.defaults })}
            >
              Load version {shown} into the editor
            </Button>
          ) : null}
        </Group>
      }
    >
      <QueryView query={version} skeleton={<BlockSkeleton lines={6} height={20} />}>
        {(it) => (
          <Stack gap="sm">
            {it.note ? <Text size="sm">“{it.note}”</Text> : null}
            {against === undefined ? (
              <CodeBlock text={it.contents} label={`version ${it.number}`} title={`${policy.name}, version ${it.number}`} />
            ) : (
              <QueryView query={other} skeleton={<BlockSkeleton lines={6} height={20} />}>
                {(before) => (
                  <>
                    <DiffView
                      before={{ title: `Version ${before.number}`, text: before.contents }}
                      after={{ title: `Version ${it.number}`, text: it.contents }}
                    />
                    {before.defaults !== it.defaults ? (
                      <DiffView
                        before={{ title: `Managed defaults of version ${before.number}`, text: before.defaults }}
                        after={{ title: `Of version ${it.number}`, text: it.defaults }}
                      />
                    ) : null}
                  </>
                )}
              </QueryView>
            )}
          </Stack>
        )}
      </QueryView>
    </Section>
  )
}
