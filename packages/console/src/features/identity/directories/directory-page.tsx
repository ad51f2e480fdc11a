import { type Directory, directoryPresets, directoryRoutes } from '@bailiwick/contracts'
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
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
  const [url, setUrl] = useUrlState(shape)
  // While somebody sets it up, the identity provider's test call is what they wait for.
  const query = useQuery(directoryQuery(id, directoryId, url.tab === 'setup' || url.tab === undefined))
  const parent = { title: 'Directories', to: at.directories() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Directory" parent={parent} />}
      skeleton={<BlockSkeleton lines={6} height={24} />}
    >
      {(directory) => {
        const tab = url.tab ?? (directory.lastRun ? 'history' : 'setup')
        return (
          <>
            <PageHeader
              title={directory.name}
              parent={parent}
              answer={<Answer directory={directory} />}
              actions={
                <CopyAsCall
                  what="This directory"
                  command={curlOf(directoryRoutes.get, { params: { workspaceId: id, directoryId } })}
                />
              }
            />
            <Tabs
              value={tab}
              onChange={(to) =>
                setUrl({ tab: tabs.find((it) => it === to), runId: undefined, severity: undefined }, { push: true })
              }
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
      }}
    </QueryView>
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
