import type { Factors } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { browserHasPasskeys } from '../../api/passkeys.ts'
import { useFactorsChanged, useStartTotp } from '../../api/queries/factors.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'
import { AddPasskey } from './add-passkey.tsx'
import { AddTotp } from './add-totp.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Step = null | { kind: 'totp' } | { kind: 'passkey' } | { kind: 'codes'; codes: string[] }

/** The two kinds of factors with a button each, and the dialog that leads to the end: factor, then recovery codes with the first. */
export function AddFactor({ factors, email, onAdded }: { factors: Factors; email: string; onAdded?: () => void }) {
  const [step, setStep] = useState<Step>(null)
  const start = useStartTotp()
  const changed = useFactorsChanged()
  const passkeys = factors.passkeys.possible && browserHasPasskeys()
  const end = async () => {
    setStep(null)
    start.reset()
    await changed()
    onAdded?.()
  }
  const added = (what: string, codes: string[] | null) => {
    sayDone(`${what} is added`)
    if (codes) setStep({ kind: 'codes', codes })
    else void end()
  }
  const close = () => {
    setStep(null)
    start.reset()
  }
  const titles = { totp: 'Add an authenticator app', passkey: 'Add a passkey', codes: 'Your recovery codes' }
  return (
    <Stack gap="xs">
      {start.error && step === null ? <ErrorState error={start.error} /> : null}
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconFingerprint size={17} />}
          disabled={!factors.can.change || !passkeys}
          onClick={() => setStep({ kind: 'passkey' })}
        >
          Add a passkey
        </Button>
        <Button
          variant="default"
          leftSection={<IconDeviceMobile size={17} />}
          disabled={!factors.can.change}
          loading={start.isPending}
          onClick={() => start.mutate(undefined, { onSuccess: () => setStep({ kind: 'totp' }) })}
        >
          Add an authenticator app
        </Button>
      </Group>
      {factors.can.change && !passkeys ? (
        <Text size="sm" c="dimmed">
          {factors.passkeys.why ?? 'This browser knows no passkeys at this address: they need https and a current browser.'}
        </Text>
      ) : null}
      <Modal
        opened={step !== null}
        onClose={close}
        title={step ? titles[step.kind] : ''}
        closeOnClickOutside={false}
        closeOnEscape={step?.kind !== 'codes'}
        withCloseButton={step?.kind !== 'codes'}
      >
        {step?.kind === 'totp' && start.data ? (
          <AddTotp enrolment={start.data} onAdded={(codes) => added('The authenticator app', codes)} onCancel={close} />
        ) : null}
        {step?.kind === 'passkey' ? <AddPasskey onAdded={(codes) => added('The passkey', codes)} onCancel={close} /> : null}
        {step?.kind === 'codes' ? <RecoveryCodes codes={step.codes} email={email} onKept={() => void end()} /> : null}
      </Modal>
    </Stack>
  )
}
