import { Failure } from '../../../platform/failure.ts'

const shape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** A short name for console addresses, from a name in any script: `Ærø & Søn GmbH` becomes `r-s-n-gmbh`, `株式会社` becomes `workspace`. */
export function slugFrom(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  return slug || 'workspace'
}

/** Fails: request.invalid. */
export function requireSlug(slug: string): string {
  if (shape.test(slug)) return slug
  const message = 'must be 1 to 40 lower-case letters, digits and hyphens, with no hyphen at an end'
  throw new Failure('request.invalid', { problems: [{ place: 'slug', message }], detail: `The short name ${message}.` })
}
