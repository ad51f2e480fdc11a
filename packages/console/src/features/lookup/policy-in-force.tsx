import { useQuery } from '@tanstack/react-query'
import { lookupQuery } from '../../api/queries/lookup.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'

/** What a member gets, in a sentence; the reasons are one click away. */
export function PolicyInForce({ email }: { email: string }) {
  const { id, at } = useWorkspace()
  const { data } = useQuery(lookupQuery(id, { email }))
  const by = data?.position ? `by rule ${data.position}` : 'as the default'
  return (
    <span className="bw-prose">
      {data?.policy ? (
        <>
          <TextLink to={at.policy(data.policy.id)}>{data.policy.name}</TextLink> version {data.policy.version}, {by}.{' '}
        </>
      ) : data ? (
        'None: no rule matches and there is no default. '
      ) : null}
      {data && !data.mayUseCodexLocal.allowed ? `${data.mayUseCodexLocal.because} ` : null}
      <TextLink to={at.lookup({ email })}>Why</TextLink>
    </span>
  )
}
