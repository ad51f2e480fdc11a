import { type Lookup, lookupRoutes } from '@bailiwick/contracts'
import { Stack } from '@mantine/core'
import { IconZoomQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { lookupQuery } from '../../api/queries/lookup.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { LookupAnswer } from './lookup-answer.tsx'
import { SubjectField } from './subject-field.tsx'

const shape = z.object({ email: z.string().optional(), group: z.string().optional() })

/** One field, one answer: what somebody gets, and why. */
export function LookupPage() {
  const { id } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const asked = url.email ? { email: url.email } : url.group ? { groupId: url.group } : null
  return (
    <>
      <PageHeader
        title="Lookup"
        answer="What a person or a group gets, and why: the same computation that serves their clients."
        actions={
          asked ? (
            <CopyAsCall what="This lookup" command={curlOf(lookupRoutes.find, { params: { workspaceId: id }, query: asked })} />
          ) : null
        }
      />
      <Stack gap="lg">
        <SubjectField
          key={url.email ?? url.group ?? ''}
          email={url.email}
          groupId={url.group}
          onAsk={(next) => setUrl({ email: undefined, group: undefined, ...next }, { push: true })}
        />
        {asked ? (
          <Answered key={JSON.stringify(asked)} asked={asked} />
        ) : (
          <EmptyState icon={<IconZoomQuestion size={28} stroke={1.5} />} title="Whose policy?">
            Type an e-mail address, or pick a group to see what somebody gets who is in it and in no other. You see every rule
            that was considered, the settings in force and the exact answer that a client is given.
          </EmptyState>
        )}
      </Stack>
    </>
  )
}

function Answered({ asked }: { asked: Parameters<typeof lookupQuery>[1] }) {
  const { id } = useWorkspace()
  const query = useQuery(lookupQuery(id, asked))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={8} height={24} />}>
      {(lookup: Lookup) => <LookupAnswer lookup={lookup} />}
    </QueryView>
  )
}
