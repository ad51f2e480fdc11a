import { lookupRoutes } from '@bailiwick/contracts'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { myPolicyQuery } from '../../api/queries/lookup.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { MyExceptions } from '../exceptions/my-exceptions.tsx'
import { LookupAnswer } from './lookup-answer.tsx'

/** What applies to the person who is signed in; everybody may know their own. */
export function MyPolicyPage() {
  const { id } = useWorkspace()
  const query = useQuery(myPolicyQuery(id))
  return (
    <>
      <PageHeader
        title="My policy"
        answer="What Codex holds you to here, and why."
        actions={<CopyAsCall what="My policy" command={curlOf(lookupRoutes.mine, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={8} height={24} />}>
        {(lookup) => (
          <>
            <LookupAnswer lookup={lookup} />
            <MyExceptions />
          </>
        )}
      </QueryView>
    </>
  )
}
