import type { Factor, Session } from '@bailiwick/contracts'

const methods: Record<Session['method'], string> = {
  password: 'Password',
  passkey: 'Passkey',
  oidc: 'Single sign-on (OpenID Connect)',
  saml: 'Single sign-on (SAML)',
  invitation: 'Invitation',
  setup: 'Set-up link',
  break_glass: 'Break-glass passkey',
}

export const sayMethod = (method: Session['method']): string => methods[method]

/** Whether an identity provider vouches for the sign-in. */
export const isSingleSignOn = (method: Session['method']): boolean => method === 'oidc' || method === 'saml'

export const factorKinds: Record<Factor['kind'], string> = { totp: 'Authenticator app', passkey: 'Passkey' }
