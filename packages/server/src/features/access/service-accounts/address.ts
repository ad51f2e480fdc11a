/** The part of an address that a name gives: `Nightly builds` becomes `nightly-builds`, `株式会社` becomes `account`. */
export function handleOf(name: string): string {
  const handle = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '')
  return handle || 'account'
}

/** A service account's address. No mail server and no identity provider can ever have this domain (RFC 2606 §2). */
export const addressOf = (handle: string, workspaceSlug: string): string => `${handle}@service-accounts.${workspaceSlug}.invalid`
