import { Button, Stack, Text } from '@mantine/core'
import { paths } from '../../paths.ts'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'

export interface Outcome {
  state: 'approved' | 'refused' | 'not_allowed'
  message: string
}

const heads = {
  approved: ['good', 'Approved'],
  refused: ['info', 'Refused'],
  not_allowed: ['warn', 'This was not possible'],
} as const

/** The end of an approval: what happened and what the client does now. */
export function Done({ outcome, again }: { outcome: Outcome; again: () => void }) {
  const [tone, title] = heads[outcome.state]
  return (
    <>
      <PageHeader title={title} />
      <Stack gap="md" align="flex-start">
        <Notice tone={tone} live>
          {outcome.message}
        </Notice>
        <Text size="sm">
          {outcome.state === 'approved'
            ? 'You can close this page; the client continues.'
            : 'You can close this page; the client has stopped waiting.'}
        </Text>
        <Button variant="default" size="xs" onClick={again}>
          Another code
        </Button>
        <TextLink to={paths.home()} size="sm">
          Go to the console
        </TextLink>
      </Stack>
    </>
  )
}
