import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { z } from 'zod'
import { setupQuery } from '../../api/queries/setup.ts'
import type { SecondMethod } from '../../api/queries/sign-in.ts'
import { paths, safeNext } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { splitQuery } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { PasswordStep } from './password-step.tsx'
import { SecondStep } from './second-step.tsx'
import { SignOnFailure } from './sign-on-failure.tsx'

const shape = z.object({ next: z.string().optional(), done: z.string().optional(), sso: z.string().optional() })

export function SignInPage() {
  const [{ next, done, sso }] = useUrlState(shape)
  const setup = useQuery(setupQuery)
  const navigate = useNavigate()
  const [methods, setMethods] = useState<SecondMethod[] | null>(null)
  const enter = () => {
    const [to, search] = splitQuery(safeNext(next) ?? paths.home())
    return navigate({ to, search })
  }
  return (
    <PlainPage>
      {methods ? (
        <SecondStep methods={methods} onIn={enter} onAgain={() => setMethods(null)} />
      ) : (
        <PasswordStep next={next} onIn={enter} onSecondStep={setMethods}>
          {done === 'password' ? (
            <Notice tone="good" live>
              Your new password is set and every session has ended. Sign in with it.
            </Notice>
          ) : null}
          {sso ? <SignOnFailure attemptId={sso} /> : null}
          {setup.data?.needed ? (
            <Notice tone="info" title="Nobody is set up yet">
              Open the one-time set-up link that Bailiwick printed when it started.
            </Notice>
          ) : null}
        </PasswordStep>
      )}
    </PlainPage>
  )
}
