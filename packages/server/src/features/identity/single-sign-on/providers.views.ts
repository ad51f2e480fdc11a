import type { IdentityProvider } from '@bailiwick/contracts'
import type { Platform } from '../../../platform/platform.ts'
import { signOnPath } from '../sessions/index.ts'
import { describeCertificate } from './certificates.ts'
import type { ListedProvider } from './providers.store.ts'

/** Addresses of a provider on this server, which somebody enters at the provider. */
export function addressesOf(app: Pick<Platform, 'config'>, { id, kind }: { id: string; kind: 'oidc' | 'saml' }) {
  const root = `${app.config.publicUrl}${signOnPath(kind, id)}`
  return {
    start: `${root}/start`,
    redirectUri: `${root}/callback`,
    acs: `${root}/acs`,
    /** Our entity id is where our metadata is. */
    metadata: `${root}/metadata`,
  }
}

/** A provider as the API shows it; never its secret. */
export function toProvider(app: Pick<Platform, 'config' | 'clock'>, row: ListedProvider): IdentityProvider {
  const at = addressesOf(app, row)
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    enabled: row.enabled,
    justInTime: row.just_in_time,
    requiredEvidence: row.required_evidence,
    oidc:
      row.kind === 'oidc'
        ? {
            issuer: row.issuer ?? '',
            clientId: row.client_id ?? '',
            hasSecret: row.client_secret_sealed !== null,
            redirectUri: at.redirectUri,
          }
        : null,
    saml:
      row.kind === 'saml'
        ? {
            entityId: row.entity_id ?? '',
            signOnUrl: row.sign_on_url ?? '',
            certificates: row.certificates.map((pem) => describeCertificate(pem, app.clock.now())),
            idpInitiated: row.idp_initiated,
            ourEntityId: at.metadata,
            acsUrl: at.acs,
            metadataUrl: at.metadata,
          }
        : null,
    signInUrl: at.start,
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    people: row.people,
    createdAt: row.created_at.toISOString(),
  }
}
