import { useQuery } from '@tanstack/react-query'
import { ssoFailureQuery } from '../../api/queries/single-sign-on-sign-in.ts'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'

/** Why a sign-in with an identity provider came back refused, what to do, and the way round when the provider is down. */
export function SignOnFailure({ attemptId }: { attemptId: string }) {
  const query = useQuery(ssoFailureQuery(attemptId))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={2} />}>
      {(failure) => (
        <>
          <Notice tone="bad" live title="Single sign-on was refused">
            <div>{failure.because}</div>
            <div>{failure.whatToDo}</div>
          </Notice>
          {failure.providerDown ? (
            <Notice tone="warn" title="Are you an owner who is sealed for this (break-glass)?">
              Choose “Use a passkey” below: it lets you in without the identity provider, and everybody in the workspace is told.
              Everybody else waits until it is back. Codex clients that are signed in go on working.
            </Notice>
          ) : null}
        </>
      )}
    </QueryView>
  )
}
