/** The provider that Bailiwick gives every client; its traffic is what the model gateway sees. */
export const gatewayProvider = 'bailiwick'

/**
 * The forced model provider. Forcing the client's built-in one would leave a user's own `openai_base_url` in effect; a custom provider of
 * this name replaces a user's definition (client 0.169.0).
 */
export const forcedProvider = (publicUrl: string) => ({
  model_provider: gatewayProvider,
  model_providers: {
    [gatewayProvider]: {
      name: 'Bailiwick',
      base_url: `${publicUrl}/backend-api/codex`,
      wire_api: 'responses',
      requires_openai_auth: true,
    },
  },
})
