import { controlRoutes, type PolicyControls } from '@bailiwick/contracts'
import { Button, Group, NumberInput, Select, Stack, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { curlOf } from '../../../api/curl.ts'
import { controlsQuery, useSetControls } from '../../../api/queries/controls.ts'
import { shown } from '../../../api/shown.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { sayControls } from './say-controls.ts'

/** How carefully policies change here: approvals, the brake, the policy that a model call needs, and when a stage halts. */
export function PolicyControlsSection() {
  const { id, at, can } = useWorkspace()
  const query = useQuery({ ...controlsQuery(id), enabled: can('policy.read') })
  if (!can('policy.read')) return null
  return (
    <Section
      title="How policies change"
      description={
        <>
          Asked on every way to publish: the console, the API, a folder in a repository. What the brake stops waits under{' '}
          <TextLink to={at.heldChanges()}>Held changes</TextLink>.
        </>
      }
      framed
    >
      <QueryView query={query} skeleton={<BlockSkeleton lines={5} height={28} />}>
        {(controls) => <ControlsForm key={JSON.stringify(controls)} controls={controls} />}
      </QueryView>
    </Section>
  )
}

function ControlsForm({ controls }: { controls: PolicyControls }) {
  const { id, can } = useWorkspace()
  const set = useSetControls(id)
  const [next, setNext] = useState(controls)
  const mayChange = can('setting.manage')
  const change = (part: Partial<PolicyControls>) => setNext((it) => ({ ...it, ...part }))
  const brake = (part: Partial<PolicyControls['brake']>) => change({ brake: { ...next.brake, ...part } })
  const dirty = JSON.stringify(next) !== JSON.stringify(controls)
  const number = (value: string | number, least: number) => Math.max(least, Math.round(Number(value) || least))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void set.mutateAsync(next).then(() => sayDone('In force for every change from now on'), shown)
      }}
    >
      <Stack gap="lg">
        <Stack gap={6}>
          <Group gap="sm" align="flex-end">
            <NumberInput
              label="Approvals that a change needs"
              w={230}
              min={0}
              max={5}
              disabled={!mayChange}
              value={next.approvals}
              onChange={(it) => change({ approvals: number(it, 0) })}
            />
            <Select
              label="Given by"
              w={260}
              disabled={!mayChange}
              data={[
                { value: 'any', label: 'anybody who may approve' },
                { value: 'owner', label: 'owners only' },
              ]}
              value={next.approverRole}
              onChange={(it) => change({ approverRole: it === 'owner' ? 'owner' : 'any' })}
            />
          </Group>
          <Text size="sm" c="dimmed">
            {sayControls(next).approvals}
          </Text>
        </Stack>
        <Stack gap={6}>
          <Switch
            label="Mass-change brake"
            disabled={!mayChange}
            checked={next.brake.enabled}
            onChange={(event) => brake({ enabled: event.currentTarget.checked })}
          />
          {next.brake.enabled ? (
            <Group gap="sm" align="flex-end">
              <NumberInput
                label="Share of the members"
                w={180}
                suffix=" %"
                min={1}
                max={100}
                disabled={!mayChange}
                value={next.brake.sharePercent}
                onChange={(it) => brake({ sharePercent: number(it, 1) })}
              />
              <NumberInput
                label="And at least so many"
                w={180}
                min={1}
                disabled={!mayChange}
                value={next.brake.minimumMembers}
                onChange={(it) => brake({ minimumMembers: number(it, 1) })}
              />
            </Group>
          ) : null}
          <Text size="sm" c="dimmed">
            {sayControls(next).brake}
          </Text>
        </Stack>
        <Stack gap={6}>
          <Switch
            label="No recent policy, no model"
            disabled={!mayChange}
            checked={next.recentPolicyMinutes !== null}
            onChange={(event) => change({ recentPolicyMinutes: event.currentTarget.checked ? 120 : null })}
          />
          {next.recentPolicyMinutes === null ? null : (
            <NumberInput
              label="Fetched within"
              w={180}
              suffix=" minutes"
              min={65}
              disabled={!mayChange}
              value={next.recentPolicyMinutes}
              onChange={(it) => change({ recentPolicyMinutes: number(it, 65) })}
            />
          )}
          <Text size="sm" c="dimmed">
            {sayControls(next).recent}
          </Text>
        </Stack>
        <Stack gap={6}>
          <NumberInput
            label="A stage halts at silent devices"
            w={230}
            suffix=" %"
            min={1}
            max={100}
            disabled={!mayChange}
            value={next.haltSilentPercent}
            onChange={(it) => change({ haltSilentPercent: number(it, 1) })}
          />
          <Text size="sm" c="dimmed">
            {sayControls(next).halt}
          </Text>
        </Stack>
        {set.error ? <ErrorState error={set.error} /> : null}
        <Group gap="sm">
          {mayChange ? (
            <>
              <Button type="submit" disabled={!dirty} loading={set.isPending}>
                Save how policies change
              </Button>
              {dirty ? (
                <Button variant="default" onClick={() => setNext(controls)}>
                  Leave it as it is
                </Button>
              ) : null}
            </>
          ) : (
            <Text size="sm">An owner can change this.</Text>
          )}
          <CopyAsCall
            what="How policies change"
            command={curlOf(controlRoutes.set, { params: { workspaceId: id }, body: next })}
          />
        </Group>
      </Stack>
    </form>
  )
}
