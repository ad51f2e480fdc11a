import type { approvalRoutes, ReturnsOf } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { authorizeRequestQuery, useDecideAuthorize } from '../../api/queries/approvals.ts'
import { meQuery } from '../../api/queries/me.ts'
import { paths } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { firstChoice, WorkspacePicker } from './workspace-choice.tsx'

const shape = z.object({ request: z.string().optional() })

/** The consent of a browser sign-in: the client on this machine asked, the person answers, the browser goes back to the client. */
export function AuthorizePage() {
  const [{ request }] = useUrlState(shape)
  return <PlainPage wide>{request ? <Asked request={request} /> : <NoRequest />}</PlainPage>
}

function Asked({ request }: { request: string }) {
  const query = useQuery(authorizeRequestQuery(request))
  if (query.data) return <Consent request={request} asked={query.data} />
  return (
    <>
      <PageHeader title="Sign Codex in" />
      {query.error ? <ErrorState error={query.error} /> : <BlockSkeleton lines={5} height={24} />}
    </>
  )
}

type AskedFor = ReturnsOf<typeof approvalRoutes.findAuthorize>

function Consent({ request, asked }: { request: string; asked: AskedFor }) {
  const { data: me } = useSuspenseQuery(meQuery)
  const [workspaceId, setWorkspaceId] = useState(firstChoice(asked.workspaces))
  const [leaving, setLeaving] = useState(false)
  const decide = useDecideAuthorize()
  const chosen = asked.workspaces.find((it) => it.id === workspaceId)
  const send = async (decision: 'approve' | 'refuse') => {
    const workspace = workspaceId ?? asked.workspaces[0]?.id
    if (!workspace) return
    try {
      const { redirectTo } = await decide.mutateAsync({ request, workspaceId: workspace, decision })
      setLeaving(true)
      window.location.assign(redirectTo)
    } catch {
      // shown below
    }
  }
  if (leaving) {
    return (
      <>
        <PageHeader title="Back to Codex" />
        <Text size="sm" role="status">
          The browser goes back to the client. If nothing happens, the client has ended meanwhile: start the sign-in there again.
        </Text>
      </>
    )
  }
  return (
    <>
      <PageHeader title="Sign Codex in?" answer={`A Codex client on this machine wants to work as ${me.email}.`} />
      <Stack gap="md">
        <Details>
          <Detail name="Client">
            <code>{asked.clientId}</code>
            {asked.originator ? `, ${asked.originator}` : ''}
          </Detail>
          <Detail name="Goes back to">
            <code>{asked.redirectHost}</code>
          </Detail>
        </Details>
        <WorkspacePicker workspaces={asked.workspaces} value={workspaceId} onChange={setWorkspaceId} />
        {decide.error ? <ErrorState error={decide.error} /> : null}
        <Group gap="xs" grow>
          <Button
            variant="default"
            disabled={asked.workspaces.length === 0}
            loading={decide.isPending && decide.variables.decision === 'refuse'}
            onClick={() => void send('refuse')}
          >
            Refuse
          </Button>
          <Button
            disabled={!chosen?.allowed}
            loading={decide.isPending && decide.variables.decision === 'approve'}
            onClick={() => void send('approve')}
          >
            Approve
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          Approve only if you started this sign-in yourself a moment ago.
        </Text>
      </Stack>
    </>
  )
}

function NoRequest() {
  return (
    <>
      <PageHeader title="Sign Codex in" answer="The address carries no sign-in request." />
      <Text size="sm">
        Start the sign-in in Codex: it opens this page with its request. With a code, use{' '}
        <TextLink to={paths.deviceApproval()}>the page for codes</TextLink>.
      </Text>
    </>
  )
}
