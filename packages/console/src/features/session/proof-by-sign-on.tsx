import type { Me } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { meQuery } from '../../api/queries/me.ts'
import { paths } from '../../paths.ts'
import { Notice } from '../../ui/notice.tsx'
import { whenProvedElsewhere } from './proved-elsewhere.ts'

/** What still counts as recent; the server decides, this is for the words. */
const recentMs = 15 * 60_000

/** Asked apart from `me`: while it is somebody else, the page behind stays as it is. */
const backQuery = queryOptions({ ...meQuery, queryKey: ['back'], staleTime: 0, gcTime: 0 })

/** Signing in again with the identity provider, in another tab, so that nothing that was filled in here is lost. */
export function ProofBySignOn({ onProved, onCancel }: { onProved: () => void; onCancel?: (() => void) | undefined }) {
  const client = useQueryClient()
  const { data } = useSuspenseQuery(meQuery)
  // Whoever this page was opened for, also when somebody else comes back.
  const [me] = useState(data)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(
    () =>
      whenProvedElsewhere(async () => {
        const back = await client.fetchQuery(backQuery).catch(() => null)
        const found = problemOf(me, back)
        setProblem(found)
        if (found !== null) return
        void client.invalidateQueries({ queryKey: meQuery.queryKey })
        onProved()
      }),
    [client, me, onProved],
  )
  return (
    <Stack gap="md">
      <Text size="sm">
        Your identity provider signed you in, so it proves again that it is you. It opens in another tab; this page waits and goes
        on when you are back.
      </Text>
      {problem ? (
        <Notice tone="bad" live>
          {problem}
        </Notice>
      ) : null}
      <Group justify="flex-end" gap="xs">
        {onCancel ? (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
        <Button
          component="a"
          href={addressOf(me)}
          target="_blank"
          rel="noopener"
          rightSection={<IconExternalLink size={16} />}
          data-autofocus
        >
          Sign in again
        </Button>
      </Group>
    </Stack>
  )
}

/** The provider of this sign-in, or the page that finds one by the address. */
function addressOf({ signIn, email }: Me): string {
  const next = paths.provedAgain()
  if (signIn.proveAgainAt === null) return paths.singleSignOn({ email, next })
  return `${signIn.proveAgainAt}&next=${encodeURIComponent(next)}`
}

/** Why what came back proves nothing; null when it does. */
function problemOf(before: Me, back: Me | null): string | null {
  if (!back) return 'Nobody came back signed in. Sign in again.'
  if (back.id !== before.id)
    return `${back.name} is signed in now, and this page belongs to ${before.name}. Sign in again as ${before.name}.`
  if (Date.now() - Date.parse(back.signIn.authenticatedAt) > recentMs)
    return 'Your identity provider did not ask you again. Sign out there, then sign in again from here.'
  return null
}
