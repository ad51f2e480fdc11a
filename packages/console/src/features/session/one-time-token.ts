import { useEffect, useState } from 'react'

/**
 * The secret of a one-time link, from the fragment (`#…`, `#token=…`) or the query (`?token=…`). It leaves the address bar
 * at once, so that it stays neither in the history nor in a screenshot.
 */
export function useOneTimeToken(): string | null {
  const [token] = useState(readToken)
  useEffect(() => {
    if (token) window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [token])
  return token
}

function readToken(): string | null {
  const fragment = window.location.hash.slice(1)
  const inFragment = new URLSearchParams(fragment).get('token') ?? (fragment.includes('=') ? null : fragment)
  return inFragment || new URLSearchParams(window.location.search).get('token')
}
