import type { Upstream } from '@bailiwick/contracts'
import { Button, Group, Switch, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useRemoveUpstream, useTestUpstream, useUpdateUpstream } from '../../api/queries/gateway.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Status, Tag } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { formatNumber, sayList } from '../../ui/words.ts'
import classes from './upstream-card.module.css'

/** One upstream: where it is, what it serves, how it fares, and a test that says what came back. */
export function UpstreamCard({ upstream, onEdit }: { upstream: Upstream; onEdit: () => void }) {
  const { id, can } = useWorkspace()
  const update = useUpdateUpstream(id)
  const remove = useRemoveUpstream(id)
  const test = useTestUpstream(id)
  const [asking, setAsking] = useState<'remove' | 'off' | null>(null)
  const manage = can('gateway.manage')
  const toggle = () => update.mutateAsync({ upstreamId: upstream.id, enabled: !upstream.enabled })
  return (
    <article className={classes.card} aria-label={upstream.name}>
      <Group justify="space-between" align="flex-start" gap="sm" mb="xs">
        <Group gap="sm">
          <Title order={2}>{upstream.name}</Title>
          <Health upstream={upstream} />
        </Group>
        {manage ? (
          <Group gap="xs">
            <Switch
              label="On"
              aria-label={`${upstream.name} is on`}
              checked={upstream.enabled}
              onChange={() => (upstream.enabled ? setAsking('off') : void toggle().catch(() => undefined))}
            />
            <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate({ upstreamId: upstream.id })}>
              Test
            </Button>
            <Button size="xs" variant="default" onClick={onEdit} aria-label={`Change ${upstream.name}`}>
              Change
            </Button>
            <Button size="xs" variant="default" onClick={() => setAsking('remove')} aria-label={`Remove ${upstream.name}`}>
              Remove
            </Button>
          </Group>
        ) : null}
      </Group>
      {update.error ? <ErrorState error={update.error} /> : null}
      {test.error ? <ErrorState error={test.error} /> : null}
      {test.data ? (
        <Notice
          tone={test.data.ok ? 'good' : 'bad'}
          live
          title={test.data.ok ? 'The upstream answers' : 'The upstream does not answer as it should'}
        >
          {test.data.message} {test.data.status ? `Status ${test.data.status}, ` : ''}
          {formatNumber(Math.round(test.data.milliseconds))} ms.
        </Notice>
      ) : null}
      <Details>
        <Detail name="Base URL">
          <code>{upstream.baseUrl}</code>
        </Detail>
        <Detail name="Key">{upstream.keyHint ? `Sealed, ends in ${upstream.keyHint}` : 'None'}</Detail>
        <Detail name="Models">
          <Group gap={6}>
            {upstream.models.map((model) => (
              <Tag key={model}>{model}</Tag>
            ))}
          </Group>
        </Detail>
        <Detail name="Last success">
          {upstream.health.lastSuccessAt ? <When at={upstream.health.lastSuccessAt} /> : 'None yet'}
        </Detail>
        {upstream.health.lastFailureAt ? (
          <Detail name="Last failure">
            <When at={upstream.health.lastFailureAt} />
            {upstream.health.lastFailure ? `: ${upstream.health.lastFailure}` : ''}
          </Detail>
        ) : null}
      </Details>
      <ConfirmDialog
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking === 'remove' ? `Remove ${upstream.name}?` : `Switch ${upstream.name} off?`}
        act={asking === 'remove' ? 'Remove it and its key' : 'Switch off'}
        danger
        onConfirm={async () => {
          if (asking === 'remove') await remove.mutateAsync(upstream.id)
          else await toggle()
          sayDone(asking === 'remove' ? `${upstream.name} is removed` : `${upstream.name} is off`)
        }}
      >
        Calls for {sayList(upstream.models)} go to the next upstream that serves the model, or end with a sentence that says there
        is none. {asking === 'remove' ? 'The sealed key is deleted and cannot be brought back.' : 'The sealed key is kept.'}
      </ConfirmDialog>
    </article>
  )
}

function Health({ upstream: { enabled, health } }: { upstream: Upstream }): ReactNode {
  if (!enabled) return <Status tone="quiet">Off</Status>
  const { lastSuccessAt, lastFailureAt } = health
  if (lastFailureAt && (!lastSuccessAt || lastFailureAt > lastSuccessAt)) return <Status tone="bad">Failing</Status>
  return lastSuccessAt ? <Status tone="good">Answering</Status> : <Status tone="info">Not used yet</Status>
}
