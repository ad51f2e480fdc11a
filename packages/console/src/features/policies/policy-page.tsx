import { type PolicyDocument, policyRoutes } from '@bailiwick/contracts'
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { policyQuery } from '../../api/queries/policies.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useParam } from '../../ui/use-param.ts'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { AboutTab } from './about-tab.tsx'
import { DocumentTab } from './document-tab.tsx'
import { ExportsTab } from './exports-tab.tsx'
import { PolicyUse } from './policy-use.tsx'
import { useDocument } from './use-document.ts'
import { VersionsTab } from './versions-tab.tsx'

const number = z.string().regex(/^\d+$/)
const tabs = ['versions', 'exports', 'about'] as const
const shape = z.object({
  tab: z.enum(tabs).optional(),
  part: z.literal('defaults').optional(),
  version: number.optional(),
  against: number.optional(),
})

export function PolicyPage() {
  const { id, at } = useWorkspace()
  const policyId = useParam('policyId')
  const query = useQuery(policyQuery(id, policyId))
  const parent = { title: 'Policies', to: at.policies() }
  return (
    <QueryView
      query={query}
      skeleton={
        <>
          <PageHeader title="Policy" parent={parent} />
          <BlockSkeleton lines={9} height={24} />
        </>
      }
    >
      {(policy) => <PolicyView key={policy.id} policy={policy} parent={parent} />}
    </QueryView>
  )
}

function PolicyView({ policy, parent }: { policy: PolicyDocument; parent: { title: string; to: string } }) {
  const { id } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const document = useDocument(policy)
  return (
    <>
      <PageHeader
        title={policy.name}
        parent={parent}
        answer={<Answer policy={policy} />}
        actions={
          <CopyAsCall
            what="This policy"
            command={curlOf(policyRoutes.get, { params: { workspaceId: id, policyId: policy.id } })}
          />
        }
      />
      <Tabs
        value={url.tab ?? 'document'}
        onChange={(tab) => setUrl({ tab: tabs.find((it) => it === tab), version: undefined, against: undefined }, { push: true })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="document">Document{document.dirty ? ' (not saved)' : ''}</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
          <Tabs.Tab value="exports">Files for devices</Tabs.Tab>
          <Tabs.Tab value="about">Name, owner, use</Tabs.Tab>
        </Tabs.List>
        {/* It stays mounted, so that the text, the cursor and the undo history survive a look at the versions. */}
        <Tabs.Panel value="document">
          <DocumentTab policy={policy} document={document} part={url.part} onPart={(part) => setUrl({ part })} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          {url.tab === 'versions' ? (
            <VersionsTab
              policy={policy}
              shown={url.version ? Number(url.version) : policy.version.number}
              against={url.against ? Number(url.against) : undefined}
              onShow={(version, against) => setUrl({ version: String(version), against: against ? String(against) : undefined })}
              onLoad={(version) => {
                document.load(version)
                setUrl({ tab: undefined, version: undefined, against: undefined }, { push: true })
              }}
            />
          ) : null}
        </Tabs.Panel>
        <Tabs.Panel value="exports">{url.tab === 'exports' ? <ExportsTab policyId={policy.id} /> : null}</Tabs.Panel>
        <Tabs.Panel value="about">{url.tab === 'about' ? <AboutTab policy={policy} /> : null}</Tabs.Panel>
      </Tabs>
    </>
  )
}

function Answer({ policy }: { policy: PolicyDocument }) {
  const { use, version } = policy
  const used = use.rules.length > 0 || use.isDefault
  return (
    <>
      {policy.purpose ? <div>{policy.purpose}</div> : null}
      <div>
        {used ? (
          <>
            In force for {count(use.members, 'member')} by <PolicyUse use={use} />.{' '}
          </>
        ) : (
          'Nobody gets it: no rule names it. '
        )}
        Version {version.number}
        {version.createdBy ? ` by ${version.createdBy.name}` : ''}, <When at={version.createdAt} />.
        {policy.owner ? ` Owner: ${policy.owner}.` : ''}
      </div>
    </>
  )
}
