import type { GroupRow } from './groups.store.ts'
import type { Json } from './read-value.ts'
import { urns } from './schema.ts'
import { ScimError } from './scim-error.ts'
import type { UserRow } from './users.store.ts'

export const etagOf = ({ version }: { version: number }): string => `W/"${version}"`

const metaOf = (
  baseUrl: string,
  kind: 'User' | 'Group',
  id: string,
  row: { created_at: Date; updated_at: Date; version: number },
) => ({
  resourceType: kind,
  created: row.created_at.toISOString(),
  lastModified: row.updated_at.toISOString(),
  location: `${baseUrl}/${kind}s/${id}`,
  version: etagOf(row),
})

/** A user as a directory sees it: what it said itself, with our id and the groups of this directory. */
export function toUserResource(baseUrl: string, row: UserRow): Json {
  const { [urns.enterprise]: enterprise, externalId: _, ...core } = row.attributes
  return {
    schemas: enterprise ? [urns.user, urns.enterprise] : [urns.user],
    id: row.person_id,
    ...(row.external_id !== null && { externalId: row.external_id }),
    ...core,
    ...(enterprise !== undefined && { [urns.enterprise]: enterprise }),
    ...(row.groups && {
      groups: row.groups.map((it) => ({ ...it, $ref: `${baseUrl}/Groups/${it.value}`, type: 'direct' })),
    }),
    meta: metaOf(baseUrl, 'User', row.person_id, row),
  }
}

export function toGroupResource(baseUrl: string, row: GroupRow): Json {
  return {
    schemas: [urns.group],
    id: row.group_id,
    ...(row.external_id !== null && { externalId: row.external_id }),
    displayName: row.name,
    ...(row.members !== null && { members: JSON.parse(row.members) }),
    meta: metaOf(baseUrl, 'Group', row.group_id, row),
  }
}

const tagsOf = (header: unknown): string[] =>
  typeof header === 'string'
    ? header
        .split(',')
        .map((it) => it.trim().replace(/^W\//, ''))
        .filter((it) => it !== '')
    : []

/** Whether a conditional read may be answered with 304 (RFC 7644 §3.14). Tags are compared weakly. */
export const isUnchanged = (ifNoneMatch: unknown, row: { version: number }): boolean =>
  tagsOf(ifNoneMatch).some((it) => it === '*' || it === `"${row.version}"`)

/** Refuses a change that was meant for another version (RFC 7644 §3.14): 412. */
export function requireVersion(ifMatch: unknown, row: { version: number }): void {
  const tags = tagsOf(ifMatch)
  if (tags.length === 0 || tags.some((it) => it === '*' || it === `"${row.version}"`)) return
  throw new ScimError(412, `The resource is at version ${etagOf(row)} now; read it again.`)
}
