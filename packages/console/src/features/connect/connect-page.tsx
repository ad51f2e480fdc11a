import { type Connect, connectRoutes, type Snippet } from '@bailiwick/contracts'
import { Anchor, Group, Stack, Tabs, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { connectQuery } from '../../api/queries/connect.ts'
import { paths } from '../../paths.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Prose } from '../../ui/prose.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import classes from './connect-page.module.css'
import { Steps } from './steps.tsx'
import { Surfaces } from './surfaces.tsx'
import { guessSystem, systemNames } from './system.ts'

const shape = z.object({ system: z.enum(['macos', 'linux', 'windows']).optional() })

/** How a member's own Codex comes here: a few things to copy, for their system. */
export function ConnectPage() {
  const { id } = useWorkspace()
  const query = useQuery(connectQuery(id))
  const steps = query.data?.member.find((it) => it.system === guessSystem(navigator.userAgent))?.steps.length
  return (
    <>
      <PageHeader
        title="Connect Codex"
        answer={
          query.data ? (
            <>
              {steps ? `${count(steps, 'step')} on your machine` : 'A few steps on your machine'}, then your Codex works through{' '}
              <code className="bw-break">{query.data.publicUrl}</code>.
            </>
          ) : (
            'A few steps on your machine, then your Codex works through this server.'
          )
        }
        actions={<CopyAsCall what="What to copy" command={curlOf(connectRoutes.get, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={10} height={24} />}>
        {(connect) => <ConnectView connect={connect} />}
      </QueryView>
    </>
  )
}

function ConnectView({ connect }: { connect: Connect }) {
  const { can, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const system = url.system ?? guessSystem(navigator.userAgent)
  const choose = (next: string | null) => {
    const chosen = connect.member.find((it) => it.system === next)?.system
    if (chosen) setUrl({ system: chosen })
  }
  return (
    <>
      <Stack gap="sm" mb="lg">
        {connect.mayUseCodexLocal.allowed ? null : (
          <Notice tone="warn" title="You may not use Codex Local here">
            {connect.mayUseCodexLocal.because} Until an owner changes that, a new sign-in ends with 403, and model calls of
            clients that are signed in are refused.
          </Notice>
        )}
        {connect.https ? null : (
          <Notice tone="warn">
            This server speaks plain HTTP, which Codex takes from this machine only. For other machines it needs HTTPS.
          </Notice>
        )}
      </Stack>
      <Tabs value={system} onChange={choose} keepMounted={false}>
        <Tabs.List mb="lg">
          {connect.member.map((it) => (
            <Tabs.Tab key={it.system} value={it.system}>
              {systemNames[it.system]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {connect.member.map((it) => (
          <Tabs.Panel key={it.system} value={it.system}>
            <Section title={`On your ${systemNames[it.system]} machine`}>
              <Steps steps={it.steps} level={3} />
              <Text size="sm" c="dimmed">
                {connect.deviceCode ? (
                  <>
                    When Codex shows a code, type it at{' '}
                    <TextLink to={paths.deviceApproval()}>this server's approval page</TextLink>. Afterwards the client stands
                    under <TextLink to={at.myClients()}>My Codex clients</TextLink>.
                  </>
                ) : (
                  'Device code sign-in is off here: sign in with the browser.'
                )}
              </Text>
            </Section>
            {connect.caPem ? <Authority pem={connect.caPem} /> : null}
            <Further
              title={`For automation on ${systemNames[it.system]}, with an access token`}
              steps={connect.automation.find(({ system: of }) => of === it.system)?.steps ?? []}
            />
            <Further
              title={`For administrators of ${systemNames[it.system]} machines`}
              steps={connect.administrator.find(({ system: of }) => of === it.system)?.steps ?? []}
              open={can('setting.read')}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      <Section title="What is known to work" description="Seen with the unmodified client against this server, or not seen.">
        <Surfaces surfaces={connect.surfaces} />
      </Section>
      {connect.traps.length > 0 ? (
        <Section title="Traps" framed>
          <ul className={classes.traps}>
            {connect.traps.map((it) => (
              <li key={it}>
                <Prose text={it} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  )
}

function Authority({ pem }: { pem: string }) {
  const href = useMemo(() => URL.createObjectURL(new Blob([pem], { type: 'application/x-pem-file' })), [pem])
  return (
    <Section title="This server's certificate authority" framed>
      <Group justify="space-between" gap="sm">
        <Text size="sm" maw="62ch">
          This server made its own certificate. Machines trust it after they know its authority; the steps above do that for
          Codex.
        </Text>
        <Anchor href={href} download="bailiwick-ca.pem" size="sm">
          <Group gap={6} wrap="nowrap">
            <IconDownload size={16} aria-hidden="true" /> Download bailiwick-ca.pem
          </Group>
        </Anchor>
      </Group>
    </Section>
  )
}

/** What scripts need, and what belongs on a machine so that its users stay here: everybody may read it. */
function Further({ title, steps, open = false }: { title: string; steps: Snippet[]; open?: boolean }) {
  if (steps.length === 0) return null
  return (
    <details className={classes.disclosure} open={open}>
      <summary>
        {title}: {count(steps.length, 'step')}
      </summary>
      <div>
        <Steps steps={steps} level={3} />
      </div>
    </details>
  )
}
