/**
 * Leaves for an identity provider, by the server's own address that begins a sign-in.
 * @param next where to come back to, a path of the console
 */
export function toProvider(url: string, next: string | undefined) {
  const address = new URL(url, window.location.origin)
  if (next) address.searchParams.set('next', next)
  window.location.assign(address.href)
}
