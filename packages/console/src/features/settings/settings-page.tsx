import { type Setting, settingRoutes } from '@bailiwick/contracts'
import { Group, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { settingsQuery, useSetSetting } from '../../api/queries/settings.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Prose } from '../../ui/prose.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { count, sayList } from '../../ui/words.ts'
import { PolicyControlsSection } from '../policies/controls/policy-controls.tsx'
import classes from './settings-page.module.css'

export function SettingsPage() {
  const { id } = useWorkspace()
  const query = useQuery(settingsQuery(id))
  return (
    <>
      <PageHeader
        title="Settings and permissions"
        answer={query.data ? <Answer settings={query.data} /> : 'What members may do with Codex.'}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={4} height={64} />}>
        {(settings) =>
          [...Map.groupBy(settings, (it) => it.section)].map(([section, group]) => (
            <Section key={section} title={section} framed>
              {group.map((setting) => (
                <SettingRow key={setting.key} setting={setting} />
              ))}
            </Section>
          ))
        }
      </QueryView>
      <PolicyControlsSection />
    </>
  )
}

/** What stands otherwise than in a new workspace, and where the toggles end. */
function Answer({ settings }: { settings: Setting[] }) {
  const { at, can } = useWorkspace()
  const moved = settings.filter((it) => it.value !== it.default)
  const on = moved.filter((it) => it.value).map((it) => it.label)
  const off = moved.filter((it) => !it.value).map((it) => it.label)
  return (
    <>
      {moved.length === 0 ? 'Everything stands as in a new workspace. ' : null}
      {off.length > 0 ? `Off, other than in a new workspace: ${sayList(off)}. ` : null}
      {on.length > 0 ? `On, other than in a new workspace: ${sayList(on)}. ` : null}
      The toggles are what the{' '}
      {can('role.read') ? <TextLink to={at.roles({ tab: 'default' })}>default role</TextLink> : 'default role'} has; a custom role
      counts instead of it. A switch is in force everywhere within a second.
    </>
  )
}

function SettingRow({ setting }: { setting: Setting }) {
  const { id } = useWorkspace()
  const set = useSetSetting(id)
  const [asking, setAsking] = useState(false)
  const summaryId = useId()
  const next = !setting.value
  const everybody = setting.key === 'codex_local'
  const { members, signedInClients } = setting.affects
  const reach = `${count(members, 'member')}${signedInClients > 0 ? ` and ${count(signedInClients, 'signed-in client')}` : ''}`
  const tone = setting.value === setting.default ? (setting.value ? 'good' : 'quiet') : setting.value ? 'info' : 'warn'
  // Taking Codex away is felt at once; making everybody an administrator is felt by nobody until it is too late.
  const danger = setting.key === 'administer_codex' ? next : !next
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <Switch
          checked={setting.value}
          onChange={() => setAsking(true)}
          disabled={!setting.can.change}
          label={setting.label}
          aria-describedby={summaryId}
          classNames={{ label: classes.label }}
        />
        <div id={summaryId} className={classes.below}>
          <Text size="sm">
            <Prose text={setting.summary} />
          </Text>
          <Text size="sm" c="dimmed">
            Off: <Prose text={setting.whenOff} />
          </Text>
          <Group gap="md" mt={6}>
            <Status tone={tone}>{setting.value ? 'On' : 'Off'}</Status>
            <Text size="xs" c="dimmed">
              Switching it {next ? 'on' : 'off'} would touch {reach}
            </Text>
            {setting.changedAt ? (
              <Text size="xs" c="dimmed">
                Switched {setting.value ? 'on' : 'off'} <When at={setting.changedAt} />
                {setting.changedBy ? ` by ${setting.changedBy.name}` : ''}
              </Text>
            ) : (
              <Text size="xs" c="dimmed">
                Never changed
              </Text>
            )}
          </Group>
          {setting.can.change ? null : (
            <Text size="sm" mt={6}>
              {setting.can.why ?? 'An owner can change this.'}
            </Text>
          )}
        </div>
      </div>
      <CopyAsCall
        what={`Switch ${next ? 'on' : 'off'}: ${setting.label}`}
        command={curlOf(settingRoutes.set, { params: { workspaceId: id, key: setting.key }, body: { value: next } })}
      />
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={next ? 'Switch this on?' : 'Switch this off?'}
        act={next ? 'Switch on' : 'Switch off'}
        danger={danger}
        onConfirm={async () => {
          await set.mutateAsync({ key: setting.key, value: next })
          sayDone(`${setting.label}: ${next ? 'on' : 'off'}, in force now`)
        }}
      >
        <Text size="sm" fw={600} mb={6}>
          {setting.label}
        </Text>
        <Text size="sm" mb="sm">
          <Prose text={next ? setting.summary : setting.whenOff} />
        </Text>
        <Notice tone={danger ? 'warn' : 'info'}>
          {`Affects ${reach}, within a second. You can switch it ${next ? 'off' : 'on'} again.`}
          {everybody ? null : ' Whoever has a custom role keeps what that role says.'}
        </Notice>
      </ConfirmDialog>
    </div>
  )
}
