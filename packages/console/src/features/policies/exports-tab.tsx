import { exportRoutes, type PolicyExport } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { policyExportsQuery } from '../../api/queries/exports.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Prose } from '../../ui/prose.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import classes from './exports-tab.module.css'

/** When each of them is the one to take. */
const takeIt: Record<PolicyExport['format'], string> = {
  requirements: 'Linux, and Macs without device management: a floor under what the server says.',
  mobileconfig:
    'Macs with device management: it beats the server, so the Mac stays on this version until the profile is replaced.',
  windows: 'Windows: the same floor, in its place there.',
  'windows-placement': 'Windows, when a script puts files in place: it writes the file above.',
  'managed-config': 'Only where older tools insist on it: it is configuration, and cannot say all of the policy.',
  'system-config': 'The managed defaults, for machines that do not reach the server.',
}

/** The policy as files for device management, each with its place and what it cannot do. */
export function ExportsTab({ policyId }: { policyId: string }) {
  const { id, at } = useWorkspace()
  const query = useQuery(policyExportsQuery(id, policyId))
  return (
    <Section
      title="Files for device management"
      description="The saved version as files that device management puts in place. Where people sign in, they get the policy from the server and need none of these."
      actions={<CopyAsCall what="The files" command={curlOf(exportRoutes.ofPolicy, { params: { workspaceId: id, policyId } })} />}
    >
      <Stack gap="md">
        <Notice title="Which one to take">
          One per machine, by its system: the device file on Linux and Windows, the profile on managed Macs. Not a profile and the
          server together, unless the profile is meant to win. A file does not change when the policy does: take it anew after
          each version, or let machines fetch it from an <TextLink to={at.enrolments()}>enrolment address</TextLink>.
        </Notice>
        <QueryView query={query} skeleton={<BlockSkeleton lines={6} height={48} />}>
          {(files) => (
            <ul className={classes.files} aria-label="Files">
              {files.map((it) => (
                <li key={it.format}>
                  <ExportedFile file={it} />
                </li>
              ))}
            </ul>
          )}
        </QueryView>
      </Stack>
    </Section>
  )
}

function ExportedFile({ file }: { file: PolicyExport }) {
  return (
    <>
      <div className={classes.head}>
        <div className={classes.words}>
          <Text component="h3" size="sm" fw={600} m={0}>
            {file.title}
          </Text>
          <Text size="sm">{takeIt[file.format]}</Text>
          <Text size="sm" c="dimmed">
            Belongs to <code className="bw-break">{file.place}</code>
          </Text>
        </div>
        <Group gap="xs">
          <CopyButton text={file.contents} label={`Copy ${file.fileName}`} />
          <Button size="xs" variant="default" leftSection={<IconDownload size={15} />} onClick={() => download(file)}>
            Download {file.fileName}
          </Button>
        </Group>
      </div>
      {file.warnings.length > 0 ? (
        <Notice tone="warn">
          {file.warnings.length === 1 ? (
            <Prose text={file.warnings[0] ?? ''} />
          ) : (
            <ul className={classes.warnings}>
              {file.warnings.map((it) => (
                <li key={it}>
                  <Prose text={it} />
                </li>
              ))}
            </ul>
          )}
        </Notice>
      ) : null}
      <details className={classes.contents}>
        <summary>See what is in it</summary>
        <CodeBlock text={file.contents} label={`contents of ${file.fileName}`} title={file.fileName} />
      </details>
    </>
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
