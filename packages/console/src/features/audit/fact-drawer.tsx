import { auditRoutes, type Fact } from '@bailiwick/contracts'
import { Drawer, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { curlOf } from '../../api/curl.ts'
import { factQuery } from '../../api/queries/facts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { useDocumentTitle } from '../../ui/document-title.tsx'
import { splitQuery, TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { useParam } from '../../ui/use-param.ts'
import { plainName } from './chosen-name.ts'
import { DetailTable } from './detail-table.tsx'
import { actorKinds, sayAct } from './fact-sentence.ts'
import { pageOfSubject } from './page-of-subject.ts'

/** One fact, with an address of its own over the list that it was opened from. */
export function FactDrawer() {
  const { id, at } = useWorkspace()
  const factId = useParam('factId')
  const query = useQuery(factQuery(id, factId))
  const navigate = useNavigate()
  const search = useLocation({ select: (it) => it.searchStr })
  useDocumentTitle(query.data ? `${plainName(query.data.actor.name)} ${sayAct(query.data)}` : 'Fact')
  const close = () => {
    const [to, kept] = splitQuery(at.audit() + search)
    void navigate({ to, search: kept, resetScroll: false })
  }
  return (
    <Drawer opened onClose={close} position="right" size="lg" title="Fact">
      <QueryView query={query} skeleton={<BlockSkeleton lines={7} height={22} />}>
        {(fact) => <FactView fact={fact} />}
      </QueryView>
    </Drawer>
  )
}

function FactView({ fact }: { fact: Fact }) {
  const { id, at } = useWorkspace()
  const page = pageOfSubject(fact.subject, at)
  const link = window.location.origin + at.fact(fact.id)
  return (
    <Stack gap="md">
      <Title order={2}>
        <bdi>{plainName(fact.actor.name)}</bdi> {sayAct(fact)}
      </Title>
      <Group gap="xs">
        <CopyButton text={link} label="Copy link" />
        <CopyAsCall what="This fact" command={curlOf(auditRoutes.get, { params: { workspaceId: id, factId: fact.id } })} />
      </Group>
      <Details>
        <Detail name="When">
          <When at={fact.at} exact />
        </Detail>
        <Detail name="Who">
          {fact.actor.kind === 'person' && fact.actor.id ? (
            <TextLink to={at.member(fact.actor.id)}>{fact.actor.name}</TextLink>
          ) : (
            fact.actor.name
          )}{' '}
          <Text span size="sm" c="dimmed">
            {actorKinds[fact.actor.kind]}
            {fact.actor.email ? `, ${fact.actor.email} today` : null}
          </Text>
          {fact.actor.id ? (
            <div>
              <TextLink to={at.audit({ actorId: fact.actor.id })}>Everything they did</TextLink>
            </div>
          ) : null}
        </Detail>
        {fact.subject ? (
          <Detail name="About">
            {page ? <TextLink to={page}>{fact.subject.name}</TextLink> : fact.subject.name}{' '}
            <Text span size="sm" c="dimmed">
              {fact.subject.type.replaceAll('_', ' ')}
            </Text>
            <div>
              <TextLink to={at.audit({ subjectId: fact.subject.id })}>Everything about it</TextLink>
            </div>
          </Detail>
        ) : null}
        <Detail name="Outcome">
          {fact.outcome === 'refused' ? <Status tone="bad">Refused</Status> : <Status tone="good">Done</Status>}
        </Detail>
        <Detail name="Kind">
          {fact.label}{' '}
          <Text span size="sm" c="dimmed">
            {fact.kind}
          </Text>
        </Detail>
        <Detail name="From">{fact.address ? <code>{fact.address}</code> : 'the host itself'}</Detail>
        {fact.requestId ? (
          <Detail name="Request">
            <code>{fact.requestId}</code> <CopyButton text={fact.requestId} label="Copy the request id" quiet />
          </Detail>
        ) : null}
        <Detail name="Position">{fact.position === null ? 'being chained' : fact.position}</Detail>
        {fact.hash ? (
          <Detail name="Hash">
            <code>{fact.hash}</code> <CopyButton text={fact.hash} label="Copy the hash" quiet />
          </Detail>
        ) : null}
      </Details>
      {fact.erased ? (
        <Notice tone="info" title="Names and values were erased">
          What was recorded beside the ids is gone by rule. The hash still proves that this fact stood here, unaltered.
        </Notice>
      ) : (
        <DetailTable detail={fact.detail} />
      )}
    </Stack>
  )
}
