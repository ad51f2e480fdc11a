import { auditRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Progress, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count, formatNumber } from '../../ui/words.ts'
import { startOf } from './audit-filters.tsx'
import { verifyLine } from './chain.tsx'
import { type FactExport, useFactExport } from './use-fact-export.ts'

type Range = { from: string | undefined; to: string | undefined }

/** Takes the log out as a file: to verify without this server, or to read in a spreadsheet. */
export function ExportDialog(props: { opened: boolean; range: Range; onClose: () => void }) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="Export the audit log" closeOnClickOutside={false}>
      <ExportForm range={props.range} onClose={props.onClose} />
    </Modal>
  )
}

function ExportForm({ range, onClose }: { range: Range; onClose: () => void }) {
  const { id, slug } = useWorkspace()
  const [format, setFormat] = useState<FactExport['format']>('jsonl')
  const [days, setDays] = useState<Range>(range)
  const run = useFactExport()
  const query = {
    format,
    from: days.from ? startOf(days.from) : undefined,
    to: days.to ? startOf(days.to, 1) : undefined,
  }
  const name = `${slug}-facts${days.from ? `-from-${days.from}` : ''}${days.to ? `-to-${days.to}` : ''}.${format}`
  if (run.state.step !== 'idle') return <Running run={run} name={name} format={format} onClose={onClose} />
  return (
    <Stack gap="md">
      <Radio.Group label="As" value={format} onChange={(it) => setFormat(it === 'csv' ? 'csv' : 'jsonl')}>
        <Stack gap={6} mt={6}>
          <Radio
            value="jsonl"
            label="JSON lines (NDJSON)"
            description="With every hash: verified on any machine, and read by log systems."
          />
          <Radio value="csv" label="CSV" description="To read in a spreadsheet. It proves nothing by itself." />
        </Stack>
      </Radio.Group>
      <Group gap="xs" grow align="flex-end">
        <TextInput
          type="date"
          label="From day"
          value={days.from ?? ''}
          onChange={(event) => setDays({ ...days, from: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          label="To day, included"
          value={days.to ?? ''}
          onChange={(event) => setDays({ ...days, to: event.currentTarget.value || undefined })}
        />
      </Group>
      <Text size="sm" c="dimmed">
        Every fact in between is in it: a chain has no gaps, so search and other filters do not count here. The export is itself a
        fact.
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => void run.start({ workspaceId: id, name, ...query })}>Export</Button>
      </Group>
      <CodeBlock
        label="As API call"
        title="The same from a shell, for large logs"
        text={curlOf(auditRoutes.export, { params: { workspaceId: id }, query })}
        wrap
      />
    </Stack>
  )
}

function Running(props: {
  run: ReturnType<typeof useFactExport>
  name: string
  format: FactExport['format']
  onClose: () => void
}) {
  const { state, stop } = props.run
  const total = state.total
  return (
    <Stack gap="md">
      {state.step === 'failed' ? <ErrorState error={state.error} /> : null}
      {state.step === 'running' ? (
        <div role="status">
          <Text size="sm">
            {total === undefined
              ? `${count(state.facts, 'fact')} so far`
              : `${formatNumber(state.facts)} of ${count(total, 'fact')}`}
          </Text>
          <Progress value={total ? (100 * state.facts) / total : 100} animated={total === undefined} mt={6} aria-label="Export" />
        </div>
      ) : null}
      {state.step === 'done' ? (
        <>
          <Notice tone="good" live title={`${count(state.facts, 'fact')} exported`}>
            Saved as {props.name}.
          </Notice>
          {props.format === 'jsonl' ? (
            <>
              <Text size="sm">
                Verify it on any machine that has the bailiwick command, without this server. It recomputes every hash and says
                where the first one does not hold:
              </Text>
              <CodeBlock label="Verify the export" text={verifyLine(props.name)} />
            </>
          ) : (
            <Details>
              <Detail name="Proof">Export JSON lines to verify the chain.</Detail>
            </Details>
          )}
        </>
      ) : null}
      <Group justify="flex-end" gap="xs">
        {state.step === 'running' ? (
          <Button variant="default" onClick={stop}>
            Stop
          </Button>
        ) : (
          <Button onClick={props.onClose}>Done</Button>
        )}
      </Group>
    </Stack>
  )
}
