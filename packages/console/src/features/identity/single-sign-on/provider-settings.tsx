import type { IdentityProvider, SingleSignOn } from '@bailiwick/contracts'
import { Button, Group, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useRemoveProvider } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Section } from '../../../ui/section.tsx'
import { OidcForm } from './oidc-form.tsx'
import { SamlForm } from './saml-form.tsx'

export function ProviderSettings({ provider, can }: { provider: IdentityProvider; can: SingleSignOn['can'] }) {
  const { id, at } = useWorkspace()
  const remove = useRemoveProvider(id, provider.id)
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const saved = () => sayDone('Saved, in force with the next sign-in')
  if (!can.change) {
    return (
      <Text size="sm" c="dimmed">
        {can.why}
      </Text>
    )
  }
  const Form = provider.kind === 'oidc' ? OidcForm : SamlForm
  return (
    <>
      <Section title="Settings" framed>
        <Form key={JSON.stringify(provider)} provider={provider} onDone={saved} />
      </Section>
      <Section title="Remove" framed>
        <Group justify="space-between" gap="md">
          <Text size="sm" maw="60ch">
            Nobody signs in with it any more, and sessions that came from it end. People, groups and Codex clients stay.
          </Text>
          <Button color="red" variant="default" onClick={() => setAsking(true)}>
            Remove {provider.name}
          </Button>
        </Group>
      </Section>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Remove ${provider.name}?`}
        act="Remove it"
        danger
        onConfirm={async () => {
          await remove.mutateAsync(undefined)
          sayDone(`${provider.name} is removed`)
          await navigate({ to: at.singleSignOn() })
        }}
      >
        Its settings and its last sign-ins are gone then, and whoever came in with it signs in another way.
      </ConfirmDialog>
    </>
  )
}
