import { type RulesInForce, ruleRoutes } from '@bailiwick/contracts'
import { Tabs } from '@mantine/core'
import { IconFilePlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { rulesQuery } from '../../api/queries/rules.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { HistoryTab } from './history-tab.tsx'
import { PoliciesTab } from './policies-tab.tsx'
import { RulesTab } from './rules-tab.tsx'

const shape = z.object({
  tab: z.enum(['policies', 'history']).optional(),
  search: z.string().optional(),
  revision: z.string().regex(/^\d+$/).optional(),
})

export function PoliciesPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const rules = useQuery(rulesQuery(id))
  return (
    <>
      <PageHeader
        title="Policies and rules"
        answer={rules.data ? <Answer rules={rules.data} /> : 'Which group gets which policy, in which order.'}
        actions={
          <>
            <CopyAsCall what="The rules in force" command={curlOf(ruleRoutes.get, { params: { workspaceId: id } })} />
            {can('policy.manage') ? (
              <LinkButton to={at.newPolicy()} leftSection={<IconFilePlus size={17} />}>
                Write a policy
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Tabs
        value={url.tab ?? 'rules'}
        onChange={(tab) =>
          setUrl(
            { tab: tab === 'policies' || tab === 'history' ? tab : undefined, search: undefined, revision: undefined },
            { push: true },
          )
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="rules">Rules</Tabs.Tab>
          <Tabs.Tab value="policies">Policies</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rules">
          <QueryView query={rules} skeleton={<TableSkeleton rows={4} />}>
            {(data) => <RulesTab rules={data} />}
          </QueryView>
        </Tabs.Panel>
        <Tabs.Panel value="policies">
          <PoliciesTab search={url.search} onSearch={(search) => setUrl({ search })} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <QueryView query={rules} skeleton={<TableSkeleton rows={4} />}>
            {(data) => (
              <HistoryTab
                rules={data}
                opened={url.revision ? Number(url.revision) : null}
                onOpen={(number) => setUrl({ revision: number === null ? undefined : String(number) }, { push: true })}
                onReuse={() => setUrl({ tab: undefined, revision: undefined }, { push: true })}
              />
            )}
          </QueryView>
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function Answer({ rules }: { rules: RulesInForce }) {
  const { revision } = rules
  if (!revision) return 'Nothing is in force yet: nobody here gets a policy.'
  const withPolicy = rules.rules.reduce((sum, it) => sum + it.wins, rules.default?.wins ?? 0)
  const deciders = rules.rules.length === 0 ? [] : [count(rules.rules.length, 'rule')]
  if (rules.default) deciders.push(rules.rules.length === 0 ? 'The default alone' : 'a default')
  const many = rules.rules.length + (rules.default ? 1 : 0) !== 1
  return (
    <>
      {deciders.length === 0 ? 'No rule and no default' : deciders.join(' and ')} {many ? 'decide' : 'decides'}; {withPolicy} of{' '}
      {count(withPolicy + rules.withoutPolicy, 'member')} {withPolicy === 1 ? 'has' : 'have'} a policy. Revision {revision.number}
      {revision.createdBy ? ` by ${revision.createdBy.name}` : ''}, <When at={revision.createdAt} />.
    </>
  )
}
