import type { SingleSignOn } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useEnforce } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Section } from '../../../ui/section.tsx'
import { Status } from '../../../ui/status.tsx'
import { count } from '../../../ui/words.ts'
import classes from './enforcement.module.css'

/** Makes the providers the only way in, with what must stand before and whom it shuts out. */
export function Enforcement({ sso }: { sso: SingleSignOn }) {
  const { id } = useWorkspace()
  const enforce = useEnforce(id)
  const [asking, setAsking] = useState(false)
  const { enforced, can, membersOutside } = sso
  const may = can.change && (enforced || can.enforce)
  return (
    <Section
      title="Enforcement"
      description="With it, passwords and passkeys no longer open this workspace; people come in through an identity provider."
      framed
    >
      <Stack gap="md">
        <Status tone={enforced ? 'good' : 'quiet'}>{enforced ? 'Single sign-on is enforced' : 'Not enforced'}</Status>
        {enforced ? null : (
          <ul className={classes.conditions} aria-label="What must stand first">
            {conditionsOf(sso).map(({ says, holds }) => (
              <li key={says} data-holds={holds || undefined}>
                {holds ? <IconCircleCheck size={18} aria-hidden="true" /> : <IconCircle size={18} aria-hidden="true" />}
                <span>
                  {says}
                  <span className={classes.quiet}>{holds ? ' (done)' : ' (open)'}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
        {membersOutside > 0 ? (
          <Notice tone="warn">
            {count(membersOutside, 'active member')} {membersOutside === 1 ? 'has an address' : 'have addresses'} in no verified
            domain:{' '}
            {enforced ? 'they cannot come in.' : 'enforcement locks them out of the console. Their Codex clients go on working.'}
          </Notice>
        ) : null}
        <Group gap="md">
          <Button variant={enforced ? 'default' : 'filled'} disabled={!may} onClick={() => setAsking(true)}>
            {enforced ? 'Stop enforcing it' : 'Enforce single sign-on'}
          </Button>
          {may || !can.why ? null : (
            <Text size="sm" c="dimmed" maw="56ch">
              {can.why}
            </Text>
          )}
        </Group>
      </Stack>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={enforced ? 'Stop enforcing single sign-on?' : 'Enforce single sign-on?'}
        act={enforced ? 'Stop enforcing it' : 'Enforce it'}
        danger={!enforced}
        onConfirm={async () => {
          await enforce.mutateAsync(!enforced)
          sayDone(enforced ? 'Passwords and passkeys open this workspace again' : 'Single sign-on is enforced from now on')
        }}
      >
        <Text size="sm">
          {enforced
            ? 'Passwords and passkeys open this workspace again, at once.'
            : `In force with everybody’s next click. Whoever is signed in by password is sent to the identity provider${
                membersOutside > 0 ? `; ${count(membersOutside, 'member')} outside its domains cannot follow` : ''
              }. You too, unless this sign-in came from it. Sealed owners keep their passkey.`}
        </Text>
      </ConfirmDialog>
    </Section>
  )
}

function conditionsOf({ providers, domains, breakGlass }: SingleSignOn) {
  const enabled = providers.filter((it) => it.enabled)
  return [
    { says: 'An identity provider is enabled', holds: enabled.length > 0 },
    { says: 'It has worked: a test or a sign-in succeeded', holds: enabled.some((it) => it.lastSuccessAt) },
    { says: 'A mail domain is verified', holds: domains.some((it) => it.verifiedAt) },
    { says: 'An owner with a passkey is sealed for emergencies', holds: breakGlass.some((it) => it.active && it.hasPasskey) },
  ]
}
