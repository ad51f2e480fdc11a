import { type Lookup, lookupRoutes } from '@bailiwick/contracts'
import { Stack, Tabs } from '@mantine/core'
import { IconZoomQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { type Asked, lookupQuery } from '../../api/queries/lookup.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { LookupAnswer } from './lookup-answer.tsx'
import { Simulator } from './simulator.tsx'
import { SubjectField } from './subject-field.tsx'
import { TryIt } from './try-it.tsx'

const tabs = ['try', 'simulate'] as const
const shape = z.object({
  email: z.string().optional(),
  group: z.string().optional(),
  device: z.string().optional(),
  tab: z.enum(tabs).optional(),
})

/** One field, one answer: what somebody gets, and why. */
export function LookupPage() {
  const { id } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const asked: Asked | null = url.email
    ? { email: url.email }
    : url.group
      ? { groupId: url.group }
      : url.device
        ? { deviceId: url.device }
        : null
  return (
    <>
      <PageHeader
        title="Lookup"
        answer="What a person, a group or a device gets, and why: the same computation that serves their clients."
        actions={
          asked ? (
            <CopyAsCall what="This lookup" command={curlOf(lookupRoutes.find, { params: { workspaceId: id }, query: asked })} />
          ) : null
        }
      />
      <Stack gap="lg">
        <SubjectField
          key={url.email ?? url.group ?? url.device ?? ''}
          email={url.email}
          groupId={url.group}
          deviceId={url.device}
          onAsk={(next) => setUrl({ email: undefined, group: undefined, device: undefined, ...next }, { push: true })}
        />
        {asked ? (
          <Answered
            key={JSON.stringify(asked)}
            asked={asked}
            tab={url.tab}
            onTab={(tab) => setUrl({ tab: tabs.find((it) => it === tab) }, { push: true })}
          />
        ) : (
          <EmptyState icon={<IconZoomQuestion size={28} stroke={1.5} />} title="Whose policy?">
            Type an e-mail address, pick a group to see what somebody gets who is in it and in no other, or a device. You see what
            it means in sentences, every rule that was considered and the exact answer that a client is given; then try a command
            or a domain on it, or put the files of a device under it.
          </EmptyState>
        )}
      </Stack>
    </>
  )
}

function Answered({
  asked,
  tab,
  onTab,
}: {
  asked: Asked
  tab: (typeof tabs)[number] | undefined
  onTab: (tab: string | null) => void
}) {
  const { id } = useWorkspace()
  const query = useQuery(lookupQuery(id, asked))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={8} height={24} />}>
      {(lookup: Lookup) => (
        <Tabs value={tab ?? 'answer'} onChange={onTab} keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="answer">Answer</Tabs.Tab>
            <Tabs.Tab value="try">Try it</Tabs.Tab>
            <Tabs.Tab value="simulate">On a device</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="answer">
            <LookupAnswer lookup={lookup} />
          </Tabs.Panel>
          <Tabs.Panel value="try">
            <TryIt lookup={lookup} />
          </Tabs.Panel>
          <Tabs.Panel value="simulate">
            <Simulator lookup={lookup} />
          </Tabs.Panel>
        </Tabs>
      )}
    </QueryView>
  )
}
