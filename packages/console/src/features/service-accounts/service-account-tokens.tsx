import type { ServiceAccount } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { tokenLimitQuery } from '../../api/queries/access-tokens.ts'
import {
  serviceAccountTokensQuery,
  useCreateServiceAccountToken,
  useRevokeServiceAccountToken,
} from '../../api/queries/service-accounts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { CreateTokenDialog } from '../access-tokens/create-token-dialog.tsx'
import { TokensTable } from '../access-tokens/tokens-table.tsx'

const shape = z.object({ do: z.enum(['create-token']).optional(), replace: z.string().optional() })
/** A token of a service account has an end in any case. */
const mostDays = 365

/** The tokens of a service account: list, create, replace, revoke. */
export function ServiceAccountTokens({ account }: { account: ServiceAccount }) {
  const { id, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useQuery(serviceAccountTokensQuery(id, account.id))
  const limit = useQuery({ ...tokenLimitQuery(id), enabled: can('setting.read') })
  const make = useCreateServiceAccountToken(id, account.id)
  const revoke = useRevokeServiceAccountToken(id, account.id)
  const may = account.can.createTokens && account.status === 'active'
  return (
    <Section
      title="Access tokens"
      actions={may ? <Button onClick={() => setUrl({ do: 'create-token' })}>Create a token</Button> : null}
    >
      <QueryView query={query} skeleton={<TableSkeleton rows={2} />}>
        {(tokens) =>
          tokens.length === 0 ? (
            <Text size="sm" c="dimmed">
              None yet. {may ? 'Create one for the program that runs as it.' : account.can.why}
            </Text>
          ) : (
            <TokensTable
              label={`Access tokens of ${account.name}`}
              tokens={tokens}
              onRevoke={(tokenId) => revoke.mutateAsync(tokenId)}
              onReplace={may ? (token) => setUrl({ do: 'create-token', replace: token.id }) : undefined}
            />
          )
        }
      </QueryView>
      <CreateTokenDialog
        opened={url.do === 'create-token' && may}
        onClose={() => setUrl({ do: undefined, replace: undefined })}
        runsAs={account.name}
        maxDays={Math.min(limit.data?.maxDays ?? mostDays, mostDays)}
        mayBeEndless={false}
        replaces={query.data?.find((it) => it.id === url.replace)}
        send={({ expiresInDays, ...body }) => make.mutateAsync({ ...body, expiresInDays: expiresInDays ?? mostDays })}
      />
    </Section>
  )
}
