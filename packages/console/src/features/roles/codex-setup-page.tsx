import { type CodexSetup, codexSetupRoutes, type PersonRef } from '@bailiwick/contracts'
import { Button, Checkbox, Group, Stack, Stepper, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { codexSetupImpactQuery, codexSetupQuery, useCodexSetup } from '../../api/queries/roles.ts'
import { shown } from '../../api/shown.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { sayList } from '../../ui/words.ts'
import { MemberPicker } from '../access/people-picker.tsx'
import { SetupDone } from './codex-setup-done.tsx'
import { SetupParts } from './codex-setup-parts.tsx'
import { ImpactView } from './role-impact.tsx'

/** The recommended roll-out, step by step: a group that uses Codex and a small group that administers it. */
export function CodexSetupPage() {
  const { id, at } = useWorkspace()
  const query = useQuery(codexSetupQuery(id))
  return (
    <>
      <PageHeader
        title="Codex Users and Codex Admin"
        parent={{ title: 'Roles', to: at.roles() }}
        answer="The recommended start: one group whose members use Codex, and a small one whose members look after policies and usage. Three steps; nothing is made before the last."
        actions={
          <CopyAsCall what="The recommended set-up" command={curlOf(codexSetupRoutes.get, { params: { workspaceId: id } })} />
        }
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={6} height={28} />}>
        {(setup) => <Wizard setup={setup} />}
      </QueryView>
    </>
  )
}

function Wizard({ setup }: { setup: CodexSetup }) {
  const { id, at } = useWorkspace()
  const make = useCodexSetup(id)
  const narrow = useMediaQuery('(max-width: 40em)') ?? false
  const [step, setStep] = useState(0)
  const [users, setUsers] = useState<PersonRef[]>([])
  const [admins, setAdmins] = useState<PersonRef[]>([])
  const [adminsAreUsers, setAdminsAreUsers] = useState(true)
  const body = { users: users.map((it) => it.email), admins: admins.map((it) => it.email), adminsAreUsers }
  if (make.data) return <SetupDone result={make.data} />
  if (!setup.can.set) {
    return (
      <Stack gap="md">
        <Notice tone="info">{setup.can.why ?? 'Only an owner sets this up.'}</Notice>
        <SetupParts setup={setup} />
      </Stack>
    )
  }
  return (
    <>
      <Stepper
        orientation={narrow ? 'vertical' : 'horizontal'}
        active={step}
        onStepClick={setStep}
        size="sm"
        mb="lg"
        aria-label="Steps of the set-up"
      >
        <Stepper.Step label="Who uses Codex" />
        <Stepper.Step label="Who administers it" />
        <Stepper.Step label="Look and make" />
      </Stepper>
      {step === 0 ? (
        <Stack gap="md" maw={680}>
          <SetupParts setup={setup} />
          <MemberPicker
            label="Put into Codex Users"
            description="The first people; you can add more to the group at any time, or let a directory fill it."
            chosen={users}
            onChange={setUsers}
          />
        </Stack>
      ) : null}
      {step === 1 ? (
        <Stack gap="md" maw={680}>
          <MemberPicker
            label="Put into Codex Admin"
            description="A small group: they write and approve policies, grant exceptions and see usage."
            chosen={admins}
            onChange={setAdmins}
          />
          <Checkbox
            checked={adminsAreUsers}
            onChange={(event) => setAdminsAreUsers(event.currentTarget.checked)}
            label="They use Codex too: put them into both groups"
            description="A custom role takes the place of the default role, and the role Codex Admin does not allow Codex Local."
          />
          {adminsAreUsers ? null : (
            <Notice tone="bad" live title="They would lose Codex Local">
              {admins.length > 0 ? `${sayList(admins.map((it) => it.name))}: ` : ''}
              whoever holds only the role Codex Admin may not use Codex locally any more. Their clients and access tokens are
              refused until they also get a role that allows it.
            </Notice>
          )}
        </Stack>
      ) : null}
      {step === 2 ? <Preview people={body} /> : null}
      {make.error ? <ErrorState error={make.error} /> : null}
      <Group gap="xs" mt="lg">
        {step < 2 ? (
          <Button onClick={() => setStep(step + 1)}>Go on</Button>
        ) : (
          <Button loading={make.isPending} onClick={() => void make.mutateAsync(body).catch(shown)}>
            Make it so
          </Button>
        )}
        {step > 0 ? (
          <Button variant="default" onClick={() => setStep(step - 1)}>
            Back
          </Button>
        ) : (
          <LinkButton to={at.roles()} variant="default">
            Cancel
          </LinkButton>
        )}
        {step < 2 ? (
          <Text size="sm" c="dimmed">
            {(step === 0 ? users : admins).length === 0 ? 'You can leave it empty and add people later.' : ''}
          </Text>
        ) : null}
      </Group>
    </>
  )
}

function Preview({ people }: { people: { users: string[]; admins: string[]; adminsAreUsers: boolean } }) {
  const { id } = useWorkspace()
  const query = useQuery(codexSetupImpactQuery(id, people))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={4} />}>
      {(impact) => <ImpactView impact={impact} stale={query.isPlaceholderData} />}
    </QueryView>
  )
}
