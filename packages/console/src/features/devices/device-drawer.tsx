import { type Device, deviceRoutes } from '@bailiwick/contracts'
import { Drawer, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { curlOf } from '../../api/curl.ts'
import { deviceQuery } from '../../api/queries/devices.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { useDocumentTitle } from '../../ui/document-title.tsx'
import { splitQuery, TextLink } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useParam } from '../../ui/use-param.ts'
import { formatNumber } from '../../ui/words.ts'
import { DeviceStateMark, saySurface, sayVersion } from './device-words.tsx'

/** One device over the list that it was opened from, with an address of its own. */
export function DeviceDrawer() {
  const { id, at } = useWorkspace()
  const deviceId = useParam('deviceId')
  const query = useQuery(deviceQuery(id, deviceId))
  const navigate = useNavigate()
  const search = useLocation({ select: (it) => it.searchStr })
  useDocumentTitle(query.data ? `Device of ${query.data.person?.name ?? query.data.enrolment?.name ?? 'nobody'}` : 'Device')
  const close = () => {
    const [to, kept] = splitQuery(at.devices() + search)
    void navigate({ to, search: kept, resetScroll: false })
  }
  return (
    <Drawer opened onClose={close} position="right" size="lg" title="Device">
      <QueryView query={query} skeleton={<BlockSkeleton lines={7} height={22} />}>
        {(device) => <DeviceView device={device} />}
      </QueryView>
    </Drawer>
  )
}

function DeviceView({ device }: { device: Device }) {
  const { id, at, can } = useWorkspace()
  const { person, served, wouldGet } = device
  return (
    <Stack gap="md">
      <Title order={2}>{device.sentence}</Title>
      <div>
        <DeviceStateMark state={device.state} />
      </div>
      <Group gap="xs">
        <CopyButton text={window.location.origin + at.device(device.id)} label="Copy link" />
        <CopyAsCall what="This device" command={curlOf(deviceRoutes.get, { params: { workspaceId: id, deviceId: device.id } })} />
      </Group>
      <div className="bw-prose">
        <Details>
          <Detail name="Person">
            {person ? (
              <>
                {can('member.read') ? <TextLink to={at.member(person.id)}>{person.name}</TextLink> : person.name}{' '}
                <TextLink to={at.lookup({ email: person.email })}>What they get, and why</TextLink>
              </>
            ) : device.enrolment ? (
              `None: it uses the enrolment address ${device.enrolment.name}`
            ) : (
              'Not known'
            )}
          </Detail>
          <Detail name="Was served">
            {served ? <TextLink to={at.policy(served.id)}>{sayVersion(served)}</TextLink> : 'Nothing'}
            {device.servedRevision === null ? '' : `, of revision ${device.servedRevision}`}
            {device.servedAt ? (
              <>
                , <When at={device.servedAt} />
              </>
            ) : null}
          </Detail>
          <Detail name="Would get now">
            {wouldGet ? <TextLink to={at.policy(wouldGet.id)}>{sayVersion(wouldGet)}</TextLink> : 'No policy'}
          </Detail>
          <Detail name="Called a model">
            {device.usedAt ? (
              <>
                <When at={device.usedAt} />, {formatNumber(device.calls)} in all
              </>
            ) : (
              'Not yet'
            )}
          </Detail>
          <Detail name="Policy fetches">{formatNumber(device.fetches)}</Detail>
          <Detail name="Client">
            {saySurface(device.surface)} {device.clientVersion}
            {device.clientRecorded ? null : (
              <Text size="xs" c="dimmed">
                The verdicts of this version are not recorded: what it accepts is not known for sure.
              </Text>
            )}
          </Detail>
          <Detail name="System">{device.system || 'Not said'}</Detail>
          <Detail name="Installation">
            {device.installationId ? (
              <>
                <code>{device.installationId}</code>{' '}
                <CopyButton text={device.installationId} label="Copy the installation id" quiet />
              </>
            ) : (
              'Known from the first model call on'
            )}
          </Detail>
          <Detail name="First seen">
            <When at={device.firstSeenAt} />
          </Detail>
        </Details>
      </div>
      <Text size="sm" c="dimmed">
        A client keeps the policy that it has fetched for up to an hour, and a running thread keeps the one it started with.
      </Text>
    </Stack>
  )
}
