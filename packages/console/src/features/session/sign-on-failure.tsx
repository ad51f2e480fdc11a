import { useQuery } from '@tanstack/react-query'
import { ssoFailureQuery } from '../../api/queries/single-sign-on-sign-in.ts'
import { paths } from '../../paths.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'

/** Why a sign-in with an identity provider came back refused, what to do, and the way round when the provider is down. */
export function SignOnFailure({ attemptId, next }: { attemptId: string; next: string | undefined }) {
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
            <Notice
              tone="warn"
              title="The identity provider does not answer"
              actions={
                <LinkButton size="xs" variant="default" to={paths.signIn(next)}>
                  Sign in with a passkey
                </LinkButton>
              }
            >
              Owners who are sealed for this (break-glass) come in with their passkey; everybody in the workspace is told.
              Everybody else waits until the provider is back. Codex clients that are signed in go on working.
            </Notice>
          ) : null}
        </>
      )}
    </QueryView>
  )
}
