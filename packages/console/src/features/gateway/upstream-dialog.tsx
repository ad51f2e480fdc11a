import { gatewayRoutes, type Upstream } from '@bailiwick/contracts'
import { Button, Checkbox, Group, Modal, PasswordInput, Stack, TagsInput, TextInput } from '@mantine/core'
import { useCreateUpstream, useUpdateUpstream } from '../../api/queries/gateway.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'

/** Adds or changes an upstream. A sealed key is never shown: leaving its field empty keeps it. */
export function UpstreamDialog(props: { opened: boolean; upstream: Upstream | undefined; onClose: () => void }) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.upstream ? `Change ${props.upstream.name}` : 'Add an upstream'}
      size="lg"
    >
      <UpstreamForm key={props.upstream?.id ?? 'new'} upstream={props.upstream} onClose={props.onClose} />
    </Modal>
  )
}

interface Values extends Record<string, unknown> {
  name: string
  baseUrl: string
  key: string
  dropKey: boolean
  models: string[]
}

function UpstreamForm({ upstream, onClose }: { upstream: Upstream | undefined; onClose: () => void }) {
  const { id } = useWorkspace()
  const create = useCreateUpstream(id)
  const update = useUpdateUpstream(id)
  const initial: Values = {
    name: upstream?.name ?? '',
    baseUrl: upstream?.baseUrl ?? '',
    key: '',
    dropKey: false,
    models: upstream?.models ?? [],
  }
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: upstream ? gatewayRoutes.update.body : gatewayRoutes.create.body,
    toBody: (values) => (upstream ? toChange(values) : toNew(values)),
    beside: { 'upstream.name_taken': 'name', 'upstream.address_refused': 'baseUrl' },
    send: (values) =>
      upstream ? update.mutateAsync({ upstreamId: upstream.id, ...toChange(values) }) : create.mutateAsync(toNew(values)),
    onDone: (saved) => {
      sayDone(upstream ? `${saved.name} is changed` : `${saved.name} is added. Test it before you rely on it.`)
      onClose()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput
          label="Name"
          description="As your colleagues know it."
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput
          label="Base URL"
          description="/responses is appended. https, or http on loopback or a private network."
          placeholder="https://api.openai.com/v1"
          inputMode="url"
          autoComplete="off"
          {...form.getInputProps('baseUrl')}
        />
        <PasswordInput
          label="Key"
          description={
            upstream?.keyHint
              ? `A sealed key that ends in ${upstream.keyHint} is kept while this is empty.`
              : 'Sealed at once and never shown again. Leave empty for a server that needs none.'
          }
          autoComplete="off"
          disabled={form.values.dropKey}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the key', tabIndex: 0 }}
          {...form.getInputProps('key')}
        />
        {upstream?.keyHint ? (
          <Checkbox label="Delete the sealed key" {...form.getInputProps('dropKey', { type: 'checkbox' })} />
        ) : null}
        <TagsInput
          label="Models"
          description="Names as clients ask for them, in the order offered. Enter or comma adds one."
          placeholder={form.values.models.length ? undefined : 'gpt-5-codex'}
          splitChars={[',', ' ']}
          acceptValueOnBlur
          {...form.getInputProps('models')}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {upstream ? 'Save' : 'Add the upstream'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function toNew({ name, baseUrl, key, models }: Values) {
  return { name, baseUrl, key: key.trim() === '' ? null : key, models }
}

function toChange({ name, baseUrl, key, dropKey, models }: Values) {
  return { name, baseUrl, models, ...(dropKey ? { key: null } : key.trim() === '' ? {} : { key }) }
}
