import { type Directory, directoryPresets, directoryRoutes } from '@bailiwick/contracts'
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { curlOf } from '../../../api/curl.ts'
import { directoryQuery } from '../../../api/queries/directories.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { When } from '../../../ui/time.tsx'
import { useParam } from '../../../ui/use-param.ts'
import { useUrlState } from '../../../ui/use-url-state.ts'
import { count } from '../../../ui/words.ts'
import { AboutTab } from './about-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import { SetupTab } from './setup-tab.tsx'
import { TokensTab } from './tokens-tab.tsx'

const tabs = ['setup', 'history', 'tokens', 'about'] as const
const shape = z.object({
  tab: z.enum(tabs).optional(),
  runId: z.string().optional(),
  severity: z.enum(['error', 'warning']).optional(),
})
const titles: Record<(typeof tabs)[number], string> = {
  setup: 'Set-up',
  history: 'Sync history',
  tokens: 'Tokens',
  about: 'Details',
}

export function DirectoryPage() {
  const { id, at } = useWorkspace()
  const directoryId = useParam('directoryId')
  const query = useQuery(directoryQuery(id, directoryId))
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Directory" parent={{ title: 'Directories', to: at.directories() }} />}
      skeleton={<BlockSkeleton lines={6} height={24} />}
    >
      {(directory) => <DirectoryView key={directoryId} directory={directory} />}
    </QueryView>
  )
}

function DirectoryView({ directory }: { directory: Directory }) {
  const { id, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  // Decided once: the first call must not take away the page that tells of it.
  const [first] = useState(directory.lastRun ? 'history' : 'setup')
  const tab = url.tab ?? first
  // While somebody sets it up, the identity provider's test call is what they wait for.
  useQuery(directoryQuery(id, directory.id, tab === 'setup'))
  return (
    <>
      <PageHeader
        title={directory.name}
        parent={{ title: 'Directories', to: at.directories() }}
        answer={<Answer directory={directory} />}
        actions={
          <CopyAsCall
            what="This directory"
            command={curlOf(directoryRoutes.get, { params: { workspaceId: id, directoryId: directory.id } })}
          />
        }
      />
      <Tabs
        value={tab}
        onChange={(to) => setUrl({ tab: tabs.find((it) => it === to), runId: undefined, severity: undefined }, { push: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((it) => (
            <Tabs.Tab key={it} value={it}>
              {titles[it]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="setup">
          <SetupTab directory={directory} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <HistoryTab directory={directory} filter={url} onFilter={setUrl} />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <TokensTab directory={directory} />
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <AboutTab directory={directory} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function Answer({ directory }: { directory: Directory }) {
  const { users, groups, activeTokens, lastCall, preset } = directory
  const label = directoryPresets[preset].label
  if (activeTokens === 0 && !lastCall) return `${label}, not in use yet: it needs a token.`
  if (activeTokens === 0) return `${label}, shut out: no token is valid any more. Create one under Tokens.`
  if (!lastCall) return `${label}, waiting for its first call.`
  return (
    <>
      {label}: {count(users.active, 'active user')}
      {users.inactive > 0 ? `, ${users.inactive} inactive` : ''}, {count(groups, 'group')}; last call <When at={lastCall.at} />.
    </>
  )
}
