import { type SingleSignOn, singleSignOnRoutes } from '@bailiwick/contracts'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../../api/curl.ts'
import { singleSignOnQuery } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { count, sayList } from '../../../ui/words.ts'
import { BreakGlass } from './break-glass.tsx'
import { CertificateNotices } from './certificates.tsx'
import { Domains } from './domains.tsx'
import { Enforcement } from './enforcement.tsx'
import { Providers } from './providers.tsx'

export function SingleSignOnPage() {
  const { id } = useWorkspace()
  const query = useQuery(singleSignOnQuery(id))
  return (
    <>
      <PageHeader
        title="Single sign-on"
        answer={query.data ? sayAnswer(query.data) : 'Who vouches for the people of this workspace.'}
        actions={<CopyAsCall what="Single sign-on" command={curlOf(singleSignOnRoutes.get, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={6} height={40} />}>
        {(sso) => (
          <>
            <CertificateNotices providers={sso.providers} />
            <Providers sso={sso} />
            <Domains sso={sso} />
            <BreakGlass sso={sso} />
            <Enforcement sso={sso} />
          </>
        )}
      </QueryView>
    </>
  )
}

function sayAnswer({ providers, enforced, breakGlass }: SingleSignOn): string {
  const enabled = providers.filter((it) => it.enabled).map((it) => it.name)
  if (enabled.length === 0) {
    return providers.length === 0
      ? 'Nobody signs in by single sign-on yet; people use passwords and passkeys.'
      : 'No identity provider is enabled yet; people use passwords and passkeys.'
  }
  if (!enforced) return `People may sign in with ${sayList(enabled)}; passwords and passkeys work too.`
  return `${sayList(enabled)} ${enabled.length === 1 ? 'is' : 'are'} the only way in, but for ${count(breakGlass.length, 'sealed owner')}.`
}
