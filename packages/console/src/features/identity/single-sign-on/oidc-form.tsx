import { type IdentityProvider, singleSignOnRoutes } from '@bailiwick/contracts'
import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useCreateProvider, useUpdateProvider } from '../../../api/queries/single-sign-on.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { basicsOf, ProviderBasics } from './provider-basics.tsx'

/** Adds a provider that speaks OpenID Connect, or changes one. */
export function OidcForm({ provider, onDone }: { provider?: IdentityProvider; onDone: (saved: IdentityProvider) => void }) {
  const { id } = useWorkspace()
  const create = useCreateProvider(id)
  const update = useUpdateProvider(id, provider?.id ?? '')
  const toOidc = ({ clientSecret, ...oidc }: { issuer: string; clientId: string; clientSecret: string }) => ({
    ...oidc,
    ...(clientSecret ? { clientSecret } : {}),
  })
  const { form, submit, busy, problem } = useApiForm({
    initial: {
      ...basicsOf(provider, 'Company account'),
      oidc: { issuer: provider?.oidc?.issuer ?? '', clientId: provider?.oidc?.clientId ?? '', clientSecret: '' },
    },
    shape: provider ? singleSignOnRoutes.updateProvider.body : singleSignOnRoutes.createProvider.body,
    toBody: (values) => ({ ...values, kind: 'oidc', oidc: toOidc(values.oidc) }),
    beside: { 'identity_provider.name_taken': 'name' },
    send: ({ oidc, ...basics }) =>
      provider
        ? update.mutateAsync({ ...basics, oidc: toOidc(oidc) })
        : create.mutateAsync({ ...basics, kind: 'oidc', oidc: toOidc(oidc) }),
    onDone,
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" maw={620}>
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput
          label="Issuer"
          description="The address below which /.well-known/openid-configuration is found."
          placeholder="https://login.example.com/tenant"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('oidc.issuer')}
        />
        <TextInput label="Client id" autoComplete="off" spellCheck={false} {...form.getInputProps('oidc.clientId')} />
        <PasswordInput
          label="Client secret"
          description={
            provider?.oidc?.hasSecret
              ? 'Kept sealed and never shown. Leave empty to keep the present one.'
              : 'Kept sealed and never shown again. Empty for a public client.'
          }
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the secret', tabIndex: 0 }}
          {...form.getInputProps('oidc.clientSecret')}
        />
        <ProviderBasics kind="oidc" inputProps={form.getInputProps} />
        <Group>
          <Button type="submit" loading={busy}>
            {provider ? 'Save' : 'Add the provider'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
