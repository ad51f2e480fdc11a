import type { ReactNode } from 'react'
import { ErrorState } from './error-state.tsx'

interface Asked<T> {
  data: T | undefined
  error: unknown
  refetch: () => unknown
}

/** The three faces of something asked from the server: on its way, refused, here. What is here stays while it is asked again.
 * `head` stands above as long as the thing itself cannot say its name. */
export function QueryView<T>(props: {
  query: Asked<T>
  skeleton: ReactNode
  head?: ReactNode
  children: (data: T) => ReactNode
}) {
  const { data, error, refetch } = props.query
  if (data !== undefined) return props.children(data)
  if (error) {
    return (
      <>
        {props.head}
        <ErrorState error={error} retry={() => void refetch()} />
      </>
    )
  }
  return (
    <>
      {props.head}
      {props.skeleton}
    </>
  )
}
