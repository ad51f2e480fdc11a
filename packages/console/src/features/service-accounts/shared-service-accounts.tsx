import { Box } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf } from '../../api/queries/paging.ts'
import { serviceAccountsQuery } from '../../api/queries/service-accounts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { ServiceAccountsTable } from './service-accounts-table.tsx'

/** Service accounts that somebody shares with a person who does not look after all of them. */
export function SharedServiceAccounts() {
  const { id, at, can } = useWorkspace()
  const all = can('service_account.manage')
  const query = useInfiniteQuery({ ...serviceAccountsQuery(id), enabled: !all })
  const rows = itemsOf(query.data)
  if (all || rows.length === 0) return null
  return (
    <Box mt="xl">
      <Section
        title="Service accounts shared with you"
        description="Tokens of theirs do not run as you, and stay when you leave."
        actions={<TextLink to={at.serviceAccounts()}>All of them</TextLink>}
      >
        <ServiceAccountsTable label="Service accounts shared with you" rows={rows.slice(0, 5)} />
      </Section>
    </Box>
  )
}
