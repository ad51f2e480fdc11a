import { AccessTokenStatus, accessTokenRoutes } from '@bailiwick/contracts'
import { Button, Select } from '@mantine/core'
import { IconTicket } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { type TokenShow, tokenReportQuery, tokensQuery, toQuery, useRevokeToken } from '../../api/queries/access-tokens.ts'
import { memberQuery } from '../../api/queries/members.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CountLine } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { TokenLimitSection } from './token-limit.tsx'
import { Report, sayReport } from './token-report.tsx'
import { tokenStates } from './token-status.tsx'
import classes from './tokens.module.css'
import { TokensTable } from './tokens-table.tsx'

const shape = z.object({
  search: z.string().optional(),
  status: AccessTokenStatus.optional(),
  personId: z.string().optional(),
  show: z.enum(['stale', 'neverUsed', 'expiringSoon', 'withoutExpiry', 'replaced']).optional(),
})

const looks: { value: TokenShow; label: string }[] = [
  { value: 'stale', label: 'Unused for 30 days' },
  { value: 'neverUsed', label: 'Never used' },
  { value: 'expiringSoon', label: 'End within two weeks' },
  { value: 'withoutExpiry', label: 'Without an end' },
  { value: 'replaced', label: 'Replaced, not revoked' },
]

/** Everybody's access tokens, what lies unused, and how long new ones may live (AU-08, AU-13, WS-07). */
export function AccessTokensPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const report = useQuery(tokenReportQuery(id))
  const query = useInfiniteQuery(tokensQuery(id, url))
  const revoke = useRevokeToken(id)
  const rows = itemsOf(query.data)
  const filtered = url.search || url.status || url.personId || url.show
  return (
    <>
      <PageHeader
        title="Access tokens"
        answer={report.data ? sayReport(report.data) : 'With which scripts and CI run Codex, as whom.'}
        actions={
          <>
            <CopyAsCall
              what="Access tokens"
              command={curlOf(accessTokenRoutes.list, { params: { workspaceId: id }, query: toQuery(url) })}
            />
            <LinkButton to={at.myTokens()} variant="default">
              My access tokens
            </LinkButton>
          </>
        }
      />
      {report.data ? (
        <Report report={report.data} onShow={(change) => setUrl({ status: undefined, show: undefined, ...change })} />
      ) : null}
      <FilterBar
        count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['token', 'tokens']} /> : null}
      >
        <SearchField label="Search name or owner" value={url.search} onChange={(search) => setUrl({ search })} />
        <Select
          aria-label="Status"
          w={150}
          value={url.status ?? 'all'}
          onChange={(it) => setUrl({ status: AccessTokenStatus.safeParse(it).data })}
          data={[
            { value: 'all', label: 'Any status' },
            ...AccessTokenStatus.options.map((it) => ({ value: it, label: tokenStates[it][1] })),
          ]}
        />
        <Select
          aria-label="What deserves a look"
          w={210}
          value={url.show ?? 'all'}
          onChange={(it) => setUrl({ show: shape.shape.show.safeParse(it).data })}
          data={[{ value: 'all', label: 'Used or not' }, ...looks]}
        />
        {url.personId ? <OfPerson personId={url.personId} onClear={() => setUrl({ personId: undefined })} /> : null}
      </FilterBar>
      <QueryView query={query} skeleton={<TableSkeleton rows={6} />}>
        {() =>
          rows.length > 0 ? (
            <TokensTable
              label="Access tokens"
              tokens={rows}
              showOwner
              onRevoke={(tokenId) => revoke.mutateAsync(tokenId)}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : filtered ? (
            <EmptyState
              title="No token matches"
              action={
                <Button
                  variant="default"
                  onClick={() => setUrl({ search: undefined, status: undefined, personId: undefined, show: undefined })}
                >
                  Show all
                </Button>
              }
            >
              No access token has this name, owner and status together.
            </EmptyState>
          ) : (
            <EmptyState
              icon={<IconTicket size={28} stroke={1.5} />}
              title="No access tokens yet"
              action={<LinkButton to={at.serviceAccounts()}>Create a service account</LinkButton>}
              more={can('setting.read') ? <TextLink to={at.settings()}>Who may create tokens</TextLink> : null}
            >
              An access token lets scripts and CI run Codex as the member who made it. For work that belongs to nobody in
              particular, give a service account its own token.
            </EmptyState>
          )
        }
      </QueryView>
      {can('setting.read') ? (
        <div className={classes.below}>
          <TokenLimitSection />
        </div>
      ) : null}
    </>
  )
}

function OfPerson({ personId, onClear }: { personId: string; onClear: () => void }) {
  const { id } = useWorkspace()
  const { data } = useQuery(memberQuery(id, personId))
  return (
    <Button size="compact-sm" variant="default" onClick={onClear}>
      Of {data?.name ?? 'one person'}: show everybody’s
    </Button>
  )
}
