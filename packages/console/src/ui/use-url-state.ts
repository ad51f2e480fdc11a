import { useLocation, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { z } from 'zod'

/**
 * Keeps filters, tabs and selections in the address. Values that the shape does not know are dropped, so an old or
 * mistyped link still opens. `set` merges; an empty or absent value leaves the address.
 */
export function useUrlState<S extends z.ZodType<Record<string, string | undefined>>>(
  shape: S,
): [z.output<S>, (change: Partial<z.output<S>>, how?: { push?: boolean }) => void] {
  const search = useLocation({ select: (it) => it.searchStr })
  const navigate = useNavigate()
  const state = useMemo(() => {
    const raw = Object.fromEntries(new URLSearchParams(search))
    const whole = shape.safeParse(raw)
    if (whole.success) return whole.data
    for (const issue of whole.error.issues) delete raw[String(issue.path[0])]
    return shape.parse(raw)
  }, [search, shape])
  return [
    state,
    (change, how) => {
      const next: Record<string, string> = {}
      for (const [name, value] of Object.entries({ ...state, ...change })) if (value) next[name] = value
      void navigate({ to: '.', search: next, replace: !how?.push, resetScroll: false })
    },
  ]
}
