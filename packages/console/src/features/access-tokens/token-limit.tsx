import { type AccessTokenLimit, accessTokenRoutes } from '@bailiwick/contracts'
import { Button, Group, NumberInput, Stack, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { tokenLimitQuery, useSetTokenLimit } from '../../api/queries/access-tokens.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { count } from '../../ui/words.ts'

/** How long new tokens may live (WS-07). */
export function TokenLimitSection() {
  const { id } = useWorkspace()
  const query = useQuery(tokenLimitQuery(id))
  return (
    <Section
      title="How long a new token may live"
      description="Counts for members and service accounts. Tokens that exist keep the life that they have."
      framed
    >
      <QueryView query={query} skeleton={<BlockSkeleton lines={2} height={28} />}>
        {(limit) => <LimitForm key={String(limit.maxDays)} limit={limit} />}
      </QueryView>
    </Section>
  )
}

function LimitForm({ limit }: { limit: AccessTokenLimit }) {
  const { id } = useWorkspace()
  const set = useSetTokenLimit(id)
  const [limited, setLimited] = useState(limit.maxDays !== null)
  const [days, setDays] = useState<number | string>(limit.maxDays ?? 90)
  const [asking, setAsking] = useState(false)
  const wanted = limited ? Number(days) : null
  const valid = accessTokenRoutes.setLimit.body.safeParse({ maxDays: wanted }).success
  const says = (maxDays: number | null) =>
    maxDays === null
      ? 'A new token may live as long as its maker says, also without an end.'
      : `A new token lives ${count(maxDays, 'day')} at most.`
  return (
    <Stack gap="sm">
      <Switch
        label="Limit the life of new tokens"
        checked={limited}
        disabled={!limit.can.change}
        onChange={(event) => setLimited(event.currentTarget.checked)}
      />
      {limited ? (
        <NumberInput
          label="At most"
          suffix=" days"
          w={160}
          min={1}
          max={3650}
          allowDecimal={false}
          disabled={!limit.can.change}
          value={days}
          onChange={setDays}
          error={valid ? undefined : 'Between 1 and 3,650 days.'}
        />
      ) : null}
      <Text size="sm" c="dimmed">
        {says(limit.maxDays)}
        {limit.beyond > 0
          ? ` ${count(limit.beyond, 'token that exists would', 'tokens that exist would')} not be allowed today.`
          : null}
      </Text>
      {limit.can.change ? (
        <Group gap="xs">
          <Button disabled={!valid || wanted === limit.maxDays} onClick={() => setAsking(true)}>
            Save the limit
          </Button>
          <CopyAsCall
            what="Set the limit"
            command={curlOf(accessTokenRoutes.setLimit, { params: { workspaceId: id }, body: { maxDays: wanted } })}
          />
        </Group>
      ) : (
        <Text size="sm">{limit.can.why ?? 'An owner can change this.'}</Text>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={wanted === null ? 'Take the limit away?' : `Limit new tokens to ${count(wanted, 'day')}?`}
        act="Save the limit"
        onConfirm={async () => {
          await set.mutateAsync({ maxDays: wanted })
          sayDone('The limit counts for every new token')
        }}
      >
        {says(wanted)} Tokens that exist are not touched: revoke those that live too long from the list.
      </ConfirmDialog>
    </Stack>
  )
}
