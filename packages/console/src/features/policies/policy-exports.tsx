import { exportRoutes, type PolicyExport } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { policyExportsQuery } from '../../api/queries/exports.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Prose } from '../../ui/prose.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'

/** The policy as files for device management, each with its place and what it cannot do. */
export function PolicyExports({ policyId }: { policyId: string }) {
  const { id } = useWorkspace()
  const query = useQuery(policyExportsQuery(id, policyId))
  return (
    <Section
      title="For devices without sign-in"
      description="The same policy as a file that device management puts in place. A file does not change when the policy does: export it anew."
      actions={
        <CopyAsCall what="The exports" command={curlOf(exportRoutes.ofPolicy, { params: { workspaceId: id, policyId } })} />
      }
    >
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {(exports) => (
          <DataTable
            label="Exports"
            columns={[
              {
                key: 'title',
                title: 'File',
                cell: (it) => (
                  <>
                    {it.title}
                    {it.warnings.map((warning) => (
                      <Text key={warning} size="xs" c="dimmed">
                        <Prose text={warning} />
                      </Text>
                    ))}
                  </>
                ),
              },
              { key: 'place', title: 'Belongs to', cell: (it) => <code className="bw-break">{it.place}</code> },
              {
                key: 'download',
                title: 'Download',
                quietTitle: true,
                align: 'end',
                cell: (it) => (
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<IconDownload size={14} />}
                    aria-label={`Download ${it.fileName}`}
                    onClick={() => download(it)}
                  >
                    Download
                  </Button>
                ),
              },
            ]}
            rows={exports}
            rowKey={(it) => it.format}
          />
        )}
      </QueryView>
    </Section>
  )
}

function download({ contents, fileName, mediaType }: PolicyExport) {
  const address = URL.createObjectURL(new Blob([contents], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  URL.revokeObjectURL(address)
}
