import type { Security } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { Fragment, useState } from 'react'
import { useUpdateSecurity } from '../../../api/queries/security.ts'
import { paths } from '../../../paths.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Status } from '../../../ui/status.tsx'
import { count } from '../../../ui/words.ts'

/** The requirement, how many lack what it asks for, and what switching it does to them. */
export function RequireFactor({ security }: { security: Security }) {
  const { id, at, can: mayList } = useWorkspace()
  const update = useUpdateSecurity(id)
  const [asking, setAsking] = useState(false)
  const { mfaRequired, membersWithoutFactor, members, providersWithoutEvidence: unasked, can } = security
  const may = can.change && (mfaRequired || can.requireMfa)
  return (
    <Stack gap="sm">
      <Text size="sm" maw="68ch">
        Whoever signs in with a password also shows a passkey or a code, here and where they approve a Codex sign-in. A passkey
        counts as both. Sign-ins by single sign-on rely on the identity provider’s own factors; what it must assert is set there.
      </Text>
      <Group gap="md">
        <Status tone={mfaRequired ? 'good' : 'quiet'}>{mfaRequired ? 'Required' : 'Not required'}</Status>
        <Status tone={membersWithoutFactor === 0 ? 'good' : 'warn'}>
          {membersWithoutFactor === 0
            ? `All ${count(members, 'active member')} have one`
            : `${membersWithoutFactor} of ${count(members, 'active member')} have none`}
        </Status>
        {membersWithoutFactor > 0 && mayList('member.read') ? (
          <TextLink to={at.members({ status: 'active', secondFactor: 'none' })} size="sm">
            Who they are
          </TextLink>
        ) : null}
      </Group>
      {mfaRequired && unasked.length > 0 ? (
        <Notice tone="warn" title="Single sign-on is not asked for it">
          {unasked.map(({ id: providerId, name }, n) => (
            <Fragment key={providerId}>
              {n > 0 ? ', ' : null}
              <TextLink to={at.provider(providerId)}>{name}</TextLink>
            </Fragment>
          ))}{' '}
          need not say that a second factor was given, so sign-ins through it come in without one. Say there what it must assert.
        </Notice>
      ) : null}
      <Group gap="md">
        <Button variant={mfaRequired ? 'default' : 'filled'} disabled={!may} onClick={() => setAsking(true)}>
          {mfaRequired ? 'Stop requiring it' : 'Require a second factor'}
        </Button>
        {may ? null : (
          <Text size="sm" c="dimmed" maw="56ch">
            {can.why ?? 'Only an owner changes this.'}{' '}
            {can.change && !can.requireMfa ? <TextLink to={paths.account()}>Add one under your account</TextLink> : null}
          </Text>
        )}
      </Group>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={mfaRequired ? 'Stop requiring a second factor?' : 'Require a second factor?'}
        act={mfaRequired ? 'Stop requiring it' : 'Require it'}
        danger={mfaRequired}
        onConfirm={async () => {
          await update.mutateAsync({ mfaRequired: !mfaRequired })
          sayDone(mfaRequired ? 'A second factor is no longer required' : 'A second factor is required from now on')
        }}
      >
        <Text size="sm">
          {mfaRequired
            ? 'Passwords alone open this workspace again. Whoever has a factor goes on using it.'
            : membersWithoutFactor === 0
              ? 'In force at once. Everybody has one already, so nobody is held up.'
              : `In force at once. ${count(membersWithoutFactor, 'member')} without one ${
                  membersWithoutFactor === 1 ? 'is' : 'are'
                } asked to add it with their next click here, and ${
                  membersWithoutFactor === 1 ? 'gets' : 'get'
                } no further until then. Codex clients that are signed in go on working.`}
        </Text>
      </ConfirmDialog>
    </Stack>
  )
}
