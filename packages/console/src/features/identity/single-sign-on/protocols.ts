import type { IdentityProvider } from '@bailiwick/contracts'

/** What the two protocols are called, when to take which, and what counts as proof of a second factor in each. */
export const protocols: Record<
  IdentityProvider['kind'],
  { label: string; when: string; evidence: { what: string; usual: string[] } }
> = {
  oidc: {
    label: 'OpenID Connect',
    when: 'The simpler one: an address, a client id and a secret. Keys renew themselves. Take it if your identity provider offers both.',
    evidence: { what: 'values of amr or acr', usual: ['mfa', 'otp', 'hwk', 'fpt', 'phr', 'phrh'] },
  },
  saml: {
    label: 'SAML 2.0',
    when: 'Where OpenID Connect is not offered. You paste its metadata; its signing certificate has to be replaced before it expires.',
    evidence: {
      what: 'authentication context classes',
      usual: [
        'http://schemas.microsoft.com/claims/multipleauthn',
        'https://refeds.org/profile/mfa',
        'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract',
        'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken',
      ],
    },
  },
}
