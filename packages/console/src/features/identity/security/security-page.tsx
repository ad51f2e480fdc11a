import { type Security, securityRoutes } from '@bailiwick/contracts'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../../api/curl.ts'
import { securityQuery } from '../../../api/queries/security.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { count } from '../../../ui/words.ts'
import { NetworksForm } from './networks-form.tsx'
import { RequireFactor } from './require-factor.tsx'

export function SecurityPage() {
  const { id } = useWorkspace()
  const query = useQuery(securityQuery(id))
  return (
    <>
      <PageHeader
        title="Sign-in security"
        answer={query.data ? sayAnswer(query.data) : 'How people prove who they are here, and from where they administer.'}
        actions={<CopyAsCall what="Sign-in security" command={curlOf(securityRoutes.get, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={4} height={48} />}>
        {(security) => (
          <>
            <Section title="Second factor" framed>
              <RequireFactor security={security} />
            </Section>
            <Section
              title="Networks"
              description="From where the console and admin keys of this workspace may be used. Codex clients are not asked: laptops travel."
              framed
            >
              <NetworksForm key={security.ipAllowlist.join(' ')} security={security} />
            </Section>
          </>
        )}
      </QueryView>
    </>
  )
}

function sayAnswer({ mfaRequired, membersWithoutFactor, members, ipAllowlist }: Security): string {
  const lacking =
    membersWithoutFactor === 0
      ? `all ${count(members, 'active member')} have one`
      : `${membersWithoutFactor} of ${count(members, 'active member')} have none`
  const factor = mfaRequired ? `A second factor is required; ${lacking}.` : `A second factor is not required; ${lacking}.`
  const networks =
    ipAllowlist.length === 0 ? 'Administered from anywhere.' : `Administered from ${count(ipAllowlist.length, 'network')} only.`
  return `${factor} ${networks}`
}
