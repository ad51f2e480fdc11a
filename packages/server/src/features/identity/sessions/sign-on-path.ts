/** Where browsers meet an identity provider of ours; its addresses are below. */
export const signOnPath = (kind: 'oidc' | 'saml', providerId: string): string => `/sso/${kind}/${providerId}`
