import { type AccessToken, type AccessTokenStatus, staleAfterDays } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { Status, type StatusTone, Tag } from '../../ui/status.tsx'

export const tokenStates = {
  active: ['good', 'Active'],
  suspended: ['warn', 'Suspended'],
  expired: ['quiet', 'Expired'],
  revoked: ['quiet', 'Revoked'],
  ended: ['quiet', 'Ended'],
} satisfies Record<AccessTokenStatus, [StatusTone, string]>

/** The state in a word, and why it does not work in a sentence. */
export function TokenStatus({ token }: { token: AccessToken }) {
  const [tone, word] = tokenStates[token.status]
  return (
    <>
      <Status tone={tone}>{word}</Status> {token.stale ? <Tag>unused for {staleAfterDays} days</Tag> : null}
      {token.because ? (
        <Text size="xs" c="dimmed" maw="34ch">
          {token.because}
        </Text>
      ) : null}
      {token.reminder ? (
        <Text size="xs" maw="34ch">
          {token.reminder}
        </Text>
      ) : null}
    </>
  )
}
