import { type ServiceAccount, serviceAccountRoutes } from '@bailiwick/contracts'
import { Box } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { serviceAccountQuery } from '../../api/queries/service-accounts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useParam } from '../../ui/use-param.ts'
import { count } from '../../ui/words.ts'
import { PolicyInForce } from '../lookup/policy-in-force.tsx'
import { GiveRole } from '../roles/give-role.tsx'
import { EditServiceAccount } from './edit-service-account.tsx'
import { EndServiceAccount } from './end-service-account.tsx'
import { ServiceAccountTokens } from './service-account-tokens.tsx'
import { ServiceAccountStatus } from './service-accounts-table.tsx'
import { Shares } from './shares.tsx'

export function ServiceAccountPage() {
  const { id, at } = useWorkspace()
  const serviceAccountId = useParam('serviceAccountId')
  const query = useQuery(serviceAccountQuery(id, serviceAccountId))
  const parent = { title: 'Service accounts', to: at.serviceAccounts() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Service account" parent={parent} />}
      skeleton={<BlockSkeleton lines={6} height={24} />}
    >
      {(account) => <AccountView account={account} parent={parent} />}
    </QueryView>
  )
}

function AccountView({ account, parent }: { account: ServiceAccount; parent: { title: string; to: string } }) {
  const { id, at, can } = useWorkspace()
  const params = { workspaceId: id, serviceAccountId: account.id }
  return (
    <>
      <PageHeader
        title={account.name}
        parent={parent}
        answer={
          <>
            {account.description ? <div>{account.description}</div> : null}
            <div>
              {account.status === 'disabled'
                ? 'Disabled: no token of it works.'
                : account.activeTokens === 0
                  ? 'Nothing can run as it yet: it has no token.'
                  : `${count(account.activeTokens, 'token')} can run Codex as it${account.codexLocal.allowed ? '' : ', once it may use Codex again'}.`}
            </div>
          </>
        }
        actions={
          <>
            <CopyAsCall what="This service account" command={curlOf(serviceAccountRoutes.get, { params })} />
            {can('policy.read') ? (
              <LinkButton to={at.lookup({ email: account.email })} variant="default">
                What it gets
              </LinkButton>
            ) : null}
          </>
        }
      />
      {account.status === 'active' && !account.codexLocal.allowed ? (
        <Box mb="md">
          <Notice tone="warn" title="It may not use Codex, so its tokens are suspended">
            {account.codexLocal.because}
          </Notice>
        </Box>
      ) : null}
      <Section title="Details" framed>
        <Details>
          <Detail name="Status">
            <ServiceAccountStatus account={account} />
          </Detail>
          <Detail name="Groups">
            <Named
              list={account.groups}
              to={can('group.read') ? at.group : null}
              none="None: only the default policy can apply"
            />
          </Detail>
          <Detail name="Custom roles">
            <Named
              list={account.customRoles}
              to={can('role.read') ? at.role : null}
              none="None: the default role counts for it"
            />
          </Detail>
          {can('policy.read') ? (
            <Detail name="Policy">
              <PolicyInForce email={account.email} />
            </Detail>
          ) : null}
          <Detail name="Address">
            <code>{account.email}</code> <CopyButton text={account.email} label="Copy the address" quiet />
          </Detail>
          <Detail name="Last used">{account.lastUsedAt ? <When at={account.lastUsedAt} /> : 'Never'}</Detail>
          <Detail name="Created">
            <When at={account.createdAt} />
            {account.createdBy ? ` by ${account.createdBy.name}` : ''}
          </Detail>
          {can('audit.read') ? (
            <Detail name="History">
              <TextLink to={at.audit({ subjectId: account.id })}>What was done to it</TextLink>
            </Detail>
          ) : null}
        </Details>
      </Section>
      <ServiceAccountTokens account={account} />
      {can('role.manage') || can('group.manage') ? (
        <Section
          title="Groups and roles"
          description={
            <>
              To put it into another group, add its address <TextLink to={at.groups()}>there</TextLink>; a role that was given
              directly is taken away on the role’s page.
            </>
          }
        >
          {can('role.manage') ? (
            <GiveRole
              name={account.name}
              to={{ emails: [account.email] }}
              has={account.customRoles}
              label="Give a role directly"
              description="Through a group it is easier to keep track of."
            />
          ) : null}
        </Section>
      ) : null}
      <Shares account={account} />
      {account.can.configure ? <EditServiceAccount key={account.name + account.description} account={account} /> : null}
      {account.can.configure || account.can.manage ? <EndServiceAccount account={account} /> : null}
    </>
  )
}

function Named(props: { list: { id: string; name: string }[]; to: ((id: string) => string) | null; none: string }) {
  if (props.list.length === 0) return props.none
  return props.list.map((it, index) => (
    <span key={it.id}>
      {index > 0 ? ', ' : ''}
      {props.to ? <TextLink to={props.to(it.id)}>{it.name}</TextLink> : it.name}
    </span>
  ))
}
