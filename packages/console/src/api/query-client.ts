import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './client.ts'

/** One cache for the console. `onSignedOut` runs when any call finds that the session has ended. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const notice = (error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'access.sign_in_needed') onSignedOut()
  }
  return new QueryClient({
    // A `quiet` query asks whether anybody is signed in; being told no is an answer.
    queryCache: new QueryCache({ onError: (error, query) => (query.meta?.quiet ? undefined : notice(error)) }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays a refusal; only what may pass by itself is asked again.
        retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status > 0 && error.status < 500),
      },
    },
  })
}
