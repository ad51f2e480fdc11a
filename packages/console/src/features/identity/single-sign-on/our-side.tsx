import type { IdentityProvider } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Detail, Details } from '../../../ui/details.tsx'
import { Section } from '../../../ui/section.tsx'
import { CertificatesTable } from './certificates.tsx'

/** What to enter at the identity provider, and what it told us. */
export function OurSide({ provider }: { provider: IdentityProvider }) {
  const { oidc, saml } = provider
  return (
    <>
      <Section title="Enter at the identity provider" framed>
        <Details>
          {oidc ? <Copied name="Redirect address" value={oidc.redirectUri} /> : null}
          {oidc ? <Detail name="Scopes">openid email profile</Detail> : null}
          {saml ? (
            <>
              <Copied name="Entity id (audience)" value={saml.ourEntityId} />
              <Copied name="Assertion consumer service" value={saml.acsUrl} />
              <Copied name="Our metadata" value={saml.metadataUrl} />
              <Detail name="Name id">The e-mail address, or a value that never changes, and the address as an attribute</Detail>
            </>
          ) : null}
          <Copied name="Sign-in address" value={provider.signInUrl} />
        </Details>
        <Text size="sm" c="dimmed" mt="sm">
          The sign-in address is for bookmarks and app launchers: it begins a sign-in with this provider.
        </Text>
      </Section>
      <Section title="What it told us" framed={!saml}>
        {oidc ? (
          <Details>
            <Copied name="Issuer" value={oidc.issuer} />
            <Copied name="Client id" value={oidc.clientId} />
            <Detail name="Client secret">{oidc.hasSecret ? 'Kept sealed' : 'None: a public client'}</Detail>
          </Details>
        ) : null}
        {saml ? (
          <>
            <Details>
              <Copied name="Entity id" value={saml.entityId} />
              <Copied name="Sign-on address" value={saml.signOnUrl} />
              <Detail name="Sign-ins that begin there">{saml.idpInitiated ? 'accepted' : 'refused'}</Detail>
            </Details>
            <Text size="sm" fw={600} mt="md" mb="xs">
              Signing certificates
            </Text>
            <CertificatesTable certificates={saml.certificates} />
          </>
        ) : null}
      </Section>
    </>
  )
}

function Copied({ name, value }: { name: string; value: string }) {
  return (
    <Detail name={name}>
      <code className="bw-break">{value}</code> <CopyButton text={value} label={`Copy: ${name}`} quiet />
    </Detail>
  )
}
