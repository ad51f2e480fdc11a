import type { approvalRoutes, ReturnsOf } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { useDecideDeviceCode, useFindDeviceCode } from '../../api/queries/approvals.ts'
import { meQuery } from '../../api/queries/me.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { When } from '../../ui/time.tsx'
import { CodeInput } from './code-input.tsx'
import { Done, type Outcome } from './done.tsx'
import { isWholeCode } from './user-code.ts'
import { firstChoice, WorkspacePicker } from './workspace-choice.tsx'

type Found = ReturnsOf<typeof approvalRoutes.find>

/**
 * Approves a waiting client. The code is typed by the person and never taken from the address: a link with a code in it is how somebody
 * else's client gets approved (RFC 8628 §5.4).
 */
export function DevicePage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const [asked, setAsked] = useState<{ code: string; found: Found } | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  useCleanAddress()
  return (
    <PlainPage wide>
      {outcome ? (
        <Done
          outcome={outcome}
          again={() => {
            setOutcome(null)
            setAsked(null)
          }}
        />
      ) : asked ? (
        <Decide {...asked} email={me.email} onDone={setOutcome} back={() => setAsked(null)} />
      ) : (
        <AskCode email={me.email} onFound={(code, found) => setAsked({ code, found })} />
      )}
    </PlainPage>
  )
}

/** What stands in the query is neither used nor kept in the history. */
function useCleanAddress() {
  const search = useLocation({ select: (it) => it.searchStr })
  const navigate = useNavigate()
  useEffect(() => {
    if (search) void navigate({ to: '.', search: {}, replace: true })
  }, [search, navigate])
}

function AskCode({ email, onFound }: { email: string; onFound: (code: string, found: Found) => void }) {
  const [code, setCode] = useState('')
  const find = useFindDeviceCode()
  const unknown = find.error instanceof ApiProblem && find.error.code === 'device.code_unknown' ? find.error : null
  const submit = async () => {
    try {
      onFound(code, await find.mutateAsync(code))
    } catch {
      // shown beside the field or above it
    }
  }
  return (
    <>
      <PageHeader title="Sign Codex in" answer={`As ${email}.`} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Stack gap="md">
          {find.error && !unknown ? <ErrorState error={find.error} /> : null}
          <CodeInput
            value={code}
            onChange={(next) => {
              setCode(next)
              if (find.error) find.reset()
            }}
            error={unknown ? `${unknown.title}. ${unknown.fix}` : undefined}
          />
          <Button type="submit" loading={find.isPending} disabled={!isWholeCode(code)}>
            Look at the request
          </Button>
          <Text size="sm" c="dimmed">
            Type only a code that you asked for a moment ago, in your own terminal or editor. A code that somebody sends you signs
            in their Codex, not yours.
          </Text>
        </Stack>
      </form>
    </>
  )
}

function Decide(props: { code: string; found: Found; email: string; onDone: (outcome: Outcome) => void; back: () => void }) {
  const { code, found } = props
  const [workspaceId, setWorkspaceId] = useState(firstChoice(found.workspaces))
  const decide = useDecideDeviceCode()
  const chosen = found.workspaces.find((it) => it.id === workspaceId)
  const send = async (decision: 'approve' | 'refuse') => {
    // A refusal has to name a workspace too; without a choice any of them is told.
    const workspace = workspaceId ?? found.workspaces[0]?.id
    if (!workspace) return
    try {
      const answer = await decide.mutateAsync({ userCode: code, workspaceId: workspace, decision })
      props.onDone({ state: answer.outcome, message: answer.message })
    } catch {
      // shown below
    }
  }
  return (
    <>
      <PageHeader title="Is this yours?" answer={`A Codex client wants to work as ${props.email}.`} />
      <Stack gap="md">
        {found.addressDiffers ? (
          <Notice tone="warn" title="The request comes from another address than yours">
            Somebody may have sent you this code. Approve only if you started Codex yourself a moment ago, on a machine that
            reaches this server as <code>{found.address}</code>: over a remote shell or another network, for instance. When in
            doubt, refuse.
          </Notice>
        ) : null}
        <Details>
          <Detail name="Code">
            <code>{code}</code>
          </Detail>
          <Detail name="Requested">
            <When at={found.requestedAt} />, <When at={found.requestedAt} exact />
          </Detail>
          <Detail name="From address">
            <code>{found.address}</code>
            {found.addressDiffers ? (
              <>
                {' '}
                (yours is <code>{found.yourAddress}</code>)
              </>
            ) : (
              ', the same as yours'
            )}
          </Detail>
          <Detail name="Client">
            <code>{found.clientId}</code>
          </Detail>
          <Detail name="Valid until">
            <When at={found.expiresAt} exact />
          </Detail>
        </Details>
        <WorkspacePicker workspaces={found.workspaces} value={workspaceId} onChange={setWorkspaceId} />
        {decide.error ? <ErrorState error={decide.error} /> : null}
        <Group gap="xs" grow>
          <Button
            variant="default"
            disabled={found.workspaces.length === 0}
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
        <Button variant="subtle" color="gray" size="xs" onClick={props.back}>
          Another code
        </Button>
      </Stack>
    </>
  )
}
