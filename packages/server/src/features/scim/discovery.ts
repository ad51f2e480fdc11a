import { pageSizes } from './list-query.ts'
import type { Json } from './read-value.ts'
import {
  type Attribute,
  enterpriseAttributes,
  groupAttributes,
  groupKind,
  type ResourceKind,
  urns,
  userAttributes,
  userKind,
} from './schema.ts'

export const largest = { user: 256 * 1024, group: 24 * 1024 * 1024, bulk: 4 * 1024 * 1024 }
/** How many operations one bulk request may hold. */
export const mostBulkOperations = 1_000

const kinds: readonly ResourceKind[] = [userKind, groupKind]

/** RFC 7643 §5. */
export const serviceProviderConfig = (baseUrl: string): Json => ({
  schemas: [urns.config],
  documentationUri: 'https://www.rfc-editor.org/rfc/rfc7644',
  patch: { supported: true },
  bulk: { supported: true, maxOperations: mostBulkOperations, maxPayloadSize: largest.bulk },
  filter: { supported: true, maxResults: pageSizes.most },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Directory token',
      description: 'A token of one directory, made by an owner under Identity, sent as Authorization: Bearer',
      specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
})

/** RFC 7643 §6. */
export const resourceTypes = (baseUrl: string): Json[] =>
  kinds.map((it) => ({
    schemas: [urns.resourceType],
    id: it.name,
    name: it.name,
    endpoint: it.endpoint,
    description: it.name === 'User' ? 'A person who is a member of the workspace' : 'A group of the workspace',
    schema: it.urn,
    schemaExtensions: Object.keys(it.extensions).map((schema) => ({ schema, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${it.name}` },
  }))

/** RFC 7643 §7. */
export const schemas = (baseUrl: string): Json[] =>
  [
    { id: urns.user, name: 'User', attributes: userAttributes },
    { id: urns.enterprise, name: 'EnterpriseUser', attributes: enterpriseAttributes },
    { id: urns.group, name: 'Group', attributes: groupAttributes },
  ].map(({ id, name, attributes }) => ({
    schemas: [urns.schema],
    id,
    name,
    description: name,
    attributes: attributes.map(toAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  }))

/** With what RFC 7643 §7 supposes where nothing is said. */
function toAttribute({ subAttributes, ...it }: Attribute): Json {
  const text = it.type === 'string' || it.type === 'reference' || it.type === 'binary'
  return {
    ...it,
    multiValued: it.multiValued ?? false,
    required: it.required ?? false,
    mutability: it.mutability ?? 'readWrite',
    returned: it.returned ?? 'default',
    ...(text && { caseExact: it.caseExact ?? false, uniqueness: it.uniqueness ?? 'none' }),
    ...(subAttributes && { subAttributes: subAttributes.map(toAttribute) }),
  }
}
