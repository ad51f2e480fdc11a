import { type IdentityProvider, singleSignOnRoutes } from '@bailiwick/contracts'
import { Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCreateProvider, useUpdateProvider } from '../../../api/queries/single-sign-on.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { count } from '../../../ui/words.ts'
import { MetadataReader } from './metadata-reader.tsx'
import { toCertificates } from './pem.ts'
import { basicsOf, ProviderBasics } from './provider-basics.tsx'

interface Saml {
  entityId: string
  signOnUrl: string
  certificates: string
  idpInitiated: boolean
}

/** Adds a provider that speaks SAML, or changes one. Certificates are shown as fingerprints; those that are there stay unless others are given. */
export function SamlForm({ provider, onDone }: { provider?: IdentityProvider; onDone: (saved: IdentityProvider) => void }) {
  const { id } = useWorkspace()
  const create = useCreateProvider(id)
  const update = useUpdateProvider(id, provider?.id ?? '')
  const [read, setRead] = useState<number | null>(null)
  const before: Saml = {
    entityId: provider?.saml?.entityId ?? '',
    signOnUrl: provider?.saml?.signOnUrl ?? '',
    certificates: '',
    idpInitiated: provider?.saml?.idpInitiated ?? false,
  }
  const toSaml = (saml: Saml) => ({ ...saml, certificates: toCertificates(saml.certificates) })
  const toChangedSaml = ({ certificates, ...saml }: Saml) =>
    certificates.trim() === '' ? saml : { ...saml, certificates: toCertificates(certificates) }
  const keepsConnection = (saml: Saml) => provider !== undefined && JSON.stringify(saml) === JSON.stringify(before)
  const toChange = ({ saml, ...basics }: ReturnType<typeof basicsOf> & { saml: Saml }) => ({
    ...basics,
    ...(keepsConnection(saml) ? {} : { saml: toChangedSaml(saml) }),
  })
  const { form, submit, busy, problem } = useApiForm({
    initial: { ...basicsOf(provider, 'Company account'), saml: before },
    shape: provider ? singleSignOnRoutes.updateProvider.body : singleSignOnRoutes.createProvider.body,
    toBody: (values) => (provider ? toChange(values) : { ...values, kind: 'saml', saml: toSaml(values.saml) }),
    beside: { 'identity_provider.name_taken': 'name' },
    send: ({ saml, ...basics }) =>
      provider
        ? update.mutateAsync(toChange({ saml, ...basics }))
        : create.mutateAsync({ ...basics, kind: 'saml', saml: toSaml(saml) }),
    onDone,
  })
  const certificateError = Object.entries(form.errors).find(([place]) => place.startsWith('saml.certificates'))?.[1]
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" maw={620}>
        {problem ? <ErrorState error={problem} /> : null}
        <MetadataReader
          onRead={({ entityId, signOnUrl, certificates }) => {
            form.setFieldValue('saml', { ...form.values.saml, entityId, signOnUrl, certificates: certificates.join('\n') })
            setRead(certificates.length)
          }}
        />
        {read === null ? null : (
          <Notice tone="good" live>
            Read from the metadata: the entity id, the sign-on address and {count(read, 'certificate')}. Look at them below.
          </Notice>
        )}
        <TextInput
          label="Entity id"
          description="Of the identity provider."
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('saml.entityId')}
        />
        <TextInput
          label="Sign-on address"
          description="Where we send people (HTTP-Redirect binding)."
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('saml.signOnUrl')}
        />
        <Textarea
          label="Signing certificates"
          description={
            provider
              ? 'Leave empty to keep the present ones. Else paste all that may sign from now on, the old one too while it is in use.'
              : 'PEM or base64, one after the other. Any of them may sign, so that they can be rolled over.'
          }
          minRows={4}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 'var(--mantine-font-size-xs)' } }}
          {...form.getInputProps('saml.certificates')}
          error={certificateError}
        />
        <Checkbox
          label="Also accept sign-ins that begin at the identity provider"
          description="For a tile in its app launcher. Such a sign-in answers no question of ours, so it is a little easier to forge; leave it off if nobody needs it."
          {...form.getInputProps('saml.idpInitiated', { type: 'checkbox' })}
        />
        <ProviderBasics kind="saml" inputProps={form.getInputProps} />
        <Group>
          <Button type="submit" loading={busy}>
            {provider ? 'Save' : 'Add the provider'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
