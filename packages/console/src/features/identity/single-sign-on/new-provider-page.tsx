import type { IdentityProvider } from '@bailiwick/contracts'
import { Radio, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { z } from 'zod'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Section } from '../../../ui/section.tsx'
import { useUrlState } from '../../../ui/use-url-state.ts'
import { OidcForm } from './oidc-form.tsx'
import { protocols } from './protocols.ts'
import { SamlForm } from './saml-form.tsx'

const shape = z.object({ kind: z.enum(['oidc', 'saml']).optional() })

/** First the protocol, then what the identity provider tells; what to tell it comes on the provider's own page. */
export function NewProviderPage() {
  const { at } = useWorkspace()
  const navigate = useNavigate()
  const [{ kind }, setUrl] = useUrlState(shape)
  const added = (provider: IdentityProvider) => {
    sayDone(`${provider.name} is added, and not enabled yet`)
    void navigate({ to: at.provider(provider.id) })
  }
  return (
    <>
      <PageHeader
        title="Add an identity provider"
        parent={{ title: 'Single sign-on', to: at.singleSignOn() }}
        answer="Nothing changes for anybody until you have tested it and enabled it."
      />
      <Section title="Which protocol?" framed>
        <Radio.Group
          aria-label="Protocol"
          value={kind ?? ''}
          onChange={(it) => setUrl({ kind: it === 'saml' ? 'saml' : 'oidc' })}
        >
          <Stack gap="sm">
            {(['oidc', 'saml'] as const).map((it) => (
              <Radio key={it} value={it} label={protocols[it].label} description={protocols[it].when} />
            ))}
          </Stack>
        </Radio.Group>
      </Section>
      {kind ? (
        <Section title="What the identity provider tells you" framed>
          <Stack gap="md">
            <Notice tone="info">
              Make an application for Bailiwick there first. It asks for{' '}
              {kind === 'oidc' ? 'a redirect address' : 'our entity id and the address of our assertion consumer service'}: leave
              that empty or enter anything for now. The next page shows the right one.
            </Notice>
            {kind === 'oidc' ? <OidcForm onDone={added} /> : <SamlForm onDone={added} />}
          </Stack>
        </Section>
      ) : (
        <Text size="sm" c="dimmed">
          Choose one to go on.
        </Text>
      )}
    </>
  )
}
