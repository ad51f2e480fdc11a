import type { IdentityProvider, SingleSignOn } from '@bailiwick/contracts'
import { Button, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { singleSignOnQuery, useStartTest } from '../../../api/queries/single-sign-on.ts'
import { NotFoundPage } from '../../../shell/dead-ends.tsx'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { When } from '../../../ui/time.tsx'
import { useParam } from '../../../ui/use-param.ts'
import { useUrlState } from '../../../ui/use-url-state.ts'
import { Attempts } from './attempts.tsx'
import { CertificateNotices } from './certificates.tsx'
import { EnableButton } from './enable-button.tsx'
import { OurSide } from './our-side.tsx'
import { protocols } from './protocols.ts'
import { ProviderSettings } from './provider-settings.tsx'

const tabs = ['connection', 'attempts', 'settings'] as const
const shape = z.object({ tab: z.enum(tabs).optional(), attempt: z.string().optional() })
const titles: Record<(typeof tabs)[number], string> = {
  connection: 'Connection',
  attempts: 'Last sign-ins',
  settings: 'Settings',
}

export function ProviderPage() {
  const { id, at } = useWorkspace()
  const providerId = useParam('providerId')
  const query = useQuery(singleSignOnQuery(id))
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Identity provider" parent={{ title: 'Single sign-on', to: at.singleSignOn() }} />}
      skeleton={<BlockSkeleton lines={6} height={24} />}
    >
      {(sso) => {
        const provider = sso.providers.find((it) => it.id === providerId)
        return provider ? <ProviderView sso={sso} provider={provider} /> : <NotFoundPage home={at.singleSignOn()} />
      }}
    </QueryView>
  )
}

function ProviderView({ sso, provider }: { sso: SingleSignOn; provider: IdentityProvider }) {
  const { id, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const test = useStartTest(id, provider.id)
  const [first] = useState(url.attempt || provider.lastSuccessAt ? 'attempts' : 'connection')
  const tab = url.tab ?? first
  return (
    <>
      <PageHeader
        title={provider.name}
        parent={{ title: 'Single sign-on', to: at.singleSignOn() }}
        answer={<Answer provider={provider} />}
        actions={
          sso.can.change ? (
            <>
              <Button
                variant={provider.lastSuccessAt ? 'default' : 'filled'}
                loading={test.isPending || test.isSuccess}
                onClick={() => test.mutate()}
              >
                Test the sign-in
              </Button>
              <EnableButton provider={provider} />
            </>
          ) : null
        }
      />
      {test.error ? <ErrorState error={test.error} /> : null}
      <CertificateNotices providers={[provider]} />
      <Tabs
        value={tab}
        onChange={(to) => setUrl({ tab: tabs.find((it) => it === to), attempt: undefined }, { push: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((it) => (
            <Tabs.Tab key={it} value={it}>
              {titles[it]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="connection">
          <OurSide provider={provider} />
        </Tabs.Panel>
        <Tabs.Panel value="attempts">
          <Attempts provider={provider} shown={url.attempt} onShow={(attempt) => setUrl({ attempt })} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <ProviderSettings provider={provider} can={sso.can} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function Answer({ provider }: { provider: IdentityProvider }) {
  const { label } = protocols[provider.kind]
  if (!provider.lastSuccessAt) {
    return `${label}, ${provider.enabled ? 'enabled' : 'not enabled'}. It has not worked yet: enter our addresses there, then test it.`
  }
  return (
    <>
      {label}, {provider.enabled ? 'enabled' : 'not enabled yet'}; last worked <When at={provider.lastSuccessAt} />.
    </>
  )
}
