import { type AccessToken, accessTokenPresets, accessTokenRoutes, type BodyIn } from '@bailiwick/contracts'
import { Button, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApiForm } from '../../api/use-api-form.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'
import { NewToken } from './new-token.tsx'

export type NewTokenBody = BodyIn<typeof accessTokenRoutes.create>
type Made = { token: AccessToken; secret: string }

/** Creates an access token and shows it once, with the lines that use it. */
export function CreateTokenDialog(props: {
  opened: boolean
  onClose: () => void
  /** As whom it will run. */
  runsAs: string
  /** The longest life in days; null is no limit. */
  maxDays: number | null
  /** Whether a life without an end can be asked for at all, if the workspace sets no limit. */
  mayBeEndless: boolean
  /** The token that the new one takes over from. */
  replaces?: AccessToken | undefined
  send: (body: NewTokenBody) => Promise<Made>
}) {
  const [made, setMade] = useState<Made | null>(null)
  const close = () => {
    setMade(null)
    props.onClose()
  }
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={made ? `The token ${made.token.name}` : props.replaces ? `Replace ${props.replaces.name}` : 'Create an access token'}
      size="lg"
      closeOnClickOutside={!made}
      closeOnEscape={!made}
    >
      {made ? <NewToken made={made} onDone={close} /> : <TokenForm {...props} onDone={setMade} onCancel={close} />}
    </Modal>
  )
}

interface Values extends Record<string, unknown> {
  name: string
  life: string
  expiresInDays: number | string
}

function TokenForm(props: {
  runsAs: string
  maxDays: number | null
  mayBeEndless: boolean
  replaces?: AccessToken | undefined
  send: (body: NewTokenBody) => Promise<Made>
  onDone: (made: Made) => void
  onCancel: () => void
}) {
  const { maxDays } = props
  const lives = livesOf(maxDays, props.mayBeEndless)
  const [initial] = useState<Values>({
    name: props.replaces?.name ?? '',
    life: lives.some((it) => it.value === '30') ? '30' : (lives[0]?.value ?? 'custom'),
    expiresInDays: maxDays ?? 14,
  })
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: accessTokenRoutes.create.body,
    toBody: (values) => toBody(values, props.replaces),
    beside: { 'access_token.lives_too_long': 'expiresInDays' },
    send: (values) => props.send(toBody(values, props.replaces)),
    onDone: props.onDone,
  })
  const days = toBody(form.values, undefined).expiresInDays
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <Text size="sm">
          Whoever holds it runs Codex as {props.runsAs}, with the policy that {props.runsAs === 'you' ? 'you get' : 'it gets'}.
          For scripts and CI that you trust; not to be shared.
        </Text>
        {props.replaces ? (
          <Notice tone="info">
            {props.replaces.name} goes on working until you revoke it: put the new one where the old one is kept, try it, then
            revoke the old one.
          </Notice>
        ) : null}
        <TextInput
          label="Name"
          description="What uses it and where: it stands in lists and in the audit log."
          placeholder="Nightly build"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Group align="flex-start" gap="sm">
          <Select
            label="Ends"
            w={220}
            data={lives}
            {...form.getInputProps('life')}
            error={form.values.life === 'custom' ? undefined : form.errors.expiresInDays}
          />
          {form.values.life === 'custom' ? (
            <NumberInput
              label="In days"
              w={140}
              min={1}
              max={maxDays ?? 3650}
              clampBehavior="strict"
              allowNegative={false}
              allowDecimal={false}
              {...form.getInputProps('expiresInDays')}
            />
          ) : null}
        </Group>
        <Text size="sm" c="dimmed">
          {days !== null && !(days >= 1 && days <= 3650) ? (
            'Say a number of days. '
          ) : days !== null ? (
            <>
              It stops working <When at={new Date(Date.now() + days * 86_400_000).toISOString()} />.{' '}
            </>
          ) : (
            'It works until somebody revokes it. '
          )}
          {maxDays === null ? 'This workspace sets no limit.' : `New tokens live ${count(maxDays, 'day')} at most here.`}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create the token
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The lives to choose from, as far as the limit allows them. */
function livesOf(maxDays: number | null, mayBeEndless: boolean): { value: string; label: string }[] {
  const allowed = accessTokenPresets.filter((it) => maxDays === null || it <= maxDays)
  return [
    ...allowed.map((it) => ({ value: String(it), label: `In ${it} days` })),
    { value: 'custom', label: 'In another number of days' },
    ...(maxDays === null && mayBeEndless ? [{ value: 'never', label: 'Never' }] : []),
  ]
}

function toBody({ name, life, expiresInDays }: Values, replaces: AccessToken | undefined) {
  const days = life === 'never' ? null : Number(life === 'custom' ? expiresInDays : life)
  return { name, expiresInDays: days, ...(replaces ? { replaces: replaces.id } : {}) }
}
