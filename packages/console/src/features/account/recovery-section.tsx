import type { Factors } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMakeRecoveryCodes } from '../../api/queries/factors.ts'
import { meQuery } from '../../api/queries/me.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

/** How many codes are left, and new ones in their place. */
export function RecoverySection({ factors }: { factors: Factors }) {
  const { data: me } = useSuspenseQuery(meQuery)
  const make = useMakeRecoveryCodes()
  const [asking, setAsking] = useState(false)
  const codes = factors.recoveryCodes
  const left = codes?.left ?? 0
  const close = () => {
    setAsking(false)
    make.reset()
  }
  return (
    <Section title="Recovery codes" description="For the day when your phone or key is gone. Each works once." framed>
      <Group justify="space-between" gap="md">
        <Text component="div" size="sm">
          <Status tone={left === 0 ? 'bad' : left < 4 ? 'warn' : 'good'}>
            {left === 0 ? 'None left' : `${count(left, 'code')} left`}
          </Status>
          {codes ? (
            <Text size="xs" c="dimmed">
              Made <When at={codes.madeAt} />
            </Text>
          ) : null}
        </Text>
        <Button variant="default" disabled={!factors.can.change} onClick={() => setAsking(true)}>
          Make new codes
        </Button>
      </Group>
      <Modal
        opened={asking}
        onClose={close}
        title={make.data ? 'Your recovery codes' : 'Make new recovery codes?'}
        closeOnClickOutside={!make.data}
        closeOnEscape={!make.data}
        withCloseButton={!make.data}
      >
        {make.data ? (
          <RecoveryCodes codes={make.data.codes} email={me.email} onKept={close} />
        ) : (
          <Stack gap="md">
            <Text size="sm">You get ten new codes. {left > 0 ? `The ${left} that are left stop working.` : null}</Text>
            {make.error ? <ErrorState error={make.error} /> : null}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close} data-autofocus>
                Cancel
              </Button>
              <Button loading={make.isPending} onClick={() => make.mutate()}>
                Make new codes
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Section>
  )
}
