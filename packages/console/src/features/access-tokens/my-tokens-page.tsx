import { type AccessToken, accessTokenRoutes, permissions } from '@bailiwick/contracts'
import { Box, Button } from '@mantine/core'
import { IconPlus, IconTicket } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { ApiProblem } from '../../api/client.ts'
import { curlOf } from '../../api/curl.ts'
import { myTokensQuery, useCreateMyToken, useRevokeMyToken } from '../../api/queries/access-tokens.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { SharedServiceAccounts } from '../service-accounts/shared-service-accounts.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { TokensTable } from './tokens-table.tsx'

const shape = z.object({ do: z.enum(['create']).optional(), replace: z.string().optional() })

/** The person's own access tokens (AU-07, AU-08). */
export function MyTokensPage() {
  const { id, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useQuery(myTokensQuery(id))
  const make = useCreateMyToken(id)
  const revoke = useRevokeMyToken(id)
  const may = query.data?.can.create ?? false
  const refused = query.error instanceof ApiProblem && query.error.code === 'access_token.not_allowed'
  const replaced = query.data?.tokens.find((it) => it.id === url.replace)
  const create = may ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'create' })}>
      Create a token
    </Button>
  ) : null
  return (
    <>
      <PageHeader
        title="My access tokens"
        answer={query.data ? sayTokens(query.data.tokens) : 'With which scripts and CI run Codex as you.'}
        actions={
          <>
            <CopyAsCall what="My access tokens" command={curlOf(accessTokenRoutes.mine, { params: { workspaceId: id } })} />
            {query.data?.tokens.length ? create : null}
          </>
        }
      />
      {refused ? <MayNot why={null} /> : null}
      {refused ? null : (
        <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
          {({ tokens, can }) => (
            <>
              {can.create || tokens.length === 0 ? null : (
                <Box mb="md">
                  <Notice tone="info" title="You may not create another token">
                    {can.why ?? 'An owner decides who creates access tokens.'} <TextLink to={at.myAccess()}>My access</TextLink>{' '}
                    says why.
                  </Notice>
                </Box>
              )}
              {tokens.length === 0 && !can.create ? <MayNot why={can.why} /> : null}
              {tokens.length === 0 && can.create ? (
                <EmptyState
                  icon={<IconTicket size={28} stroke={1.5} />}
                  title="No access tokens yet"
                  action={create}
                  more={<TextLink to={at.connect()}>Connect Codex</TextLink>}
                >
                  An access token lets a script or a CI job run Codex as you, without you at the keyboard: same policy, same
                  limits, and what it does counts as yours.
                </EmptyState>
              ) : null}
              {tokens.length > 0 ? (
                <TokensTable
                  label="My access tokens"
                  tokens={tokens}
                  onRevoke={(tokenId) => revoke.mutateAsync(tokenId)}
                  onReplace={may ? (token) => setUrl({ do: 'create', replace: token.id }) : undefined}
                />
              ) : null}
            </>
          )}
        </QueryView>
      )}
      <SharedServiceAccounts />
      <CreateTokenDialog
        opened={url.do === 'create' && may}
        onClose={() => setUrl({ do: undefined, replace: undefined })}
        replaces={replaced}
        runsAs="you"
        maxDays={query.data?.maxDays ?? null}
        mayBeEndless
        send={(body) => make.mutateAsync(body)}
      />
    </>
  )
}

/** Says why there is nothing to see, and who or what would change that. */
function MayNot({ why }: { why: string | null }) {
  const { at } = useWorkspace()
  return (
    <EmptyState
      icon={<IconTicket size={28} stroke={1.5} />}
      title="You may not create access tokens here"
      action={
        <LinkButton to={`${at.myAccess()}?permission=access_token.create`} variant="default">
          Why I may not
        </LinkButton>
      }
    >
      With an access token a script or a CI job runs Codex as you. It takes the permission “
      {permissions['access_token.create'].label}”. {why}
    </EmptyState>
  )
}

function sayTokens(tokens: AccessToken[]): string {
  const active = tokens.filter((it) => it.status === 'active').length
  const suspended = tokens.filter((it) => it.status === 'suspended').length
  if (tokens.length === 0) return 'No script or CI job runs Codex as you.'
  return `${count(active, 'token')} can run Codex as you${suspended > 0 ? `; ${suspended} suspended` : ''}.`
}
