import type { ReactNode } from 'react'
import { ErrorState } from './error-state.tsx'

interface Asked<T> {
  data: T | undefined
  error: unknown
  refetch: () => unknown
}

/** The three faces of something asked from the server: on its way, refused, here. What is here stays while it is asked again. */
export function QueryView<T>(props: { query: Asked<T>; skeleton: ReactNode; children: (data: T) => ReactNode }) {
  const { data, error, refetch } = props.query
  if (data !== undefined) return props.children(data)
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  return props.skeleton
}
