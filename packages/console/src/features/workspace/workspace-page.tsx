import { defaultDenialText, type Workspace, workspaceRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { useUpdateWorkspace, workspaceQuery } from '../../api/queries/workspaces.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'

export function WorkspacePage() {
  const { id, can, at } = useWorkspace()
  const query = useQuery(workspaceQuery(id))
  const base = `${window.location.origin}/api/v1/workspaces/${id}`
  return (
    <>
      <PageHeader
        title="Workspace"
        answer="What this workspace is called, and the id that stands in API paths."
        actions={<CopyAsCall what="Workspace details" command={curlOf(workspaceRoutes.get, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={5} height={24} />}>
        {(workspace) => (
          <>
            <Section title="Workspace details" framed>
              <Details>
                <Detail name="Workspace id">
                  <code>{workspace.id}</code> <CopyButton text={workspace.id} label="Copy the workspace id" quiet />
                </Detail>
                <Detail name="Short name">
                  <code>{workspace.slug}</code> stands in console addresses
                </Detail>
                <Detail name="API base">
                  <code>{base}</code> <CopyButton text={base} label="Copy the API base" quiet />{' '}
                  <TextLink to={at.api()}>API reference</TextLink>
                </Detail>
                <Detail name="Created">
                  <When at={workspace.createdAt} />
                </Detail>
              </Details>
            </Section>
            {can('workspace.manage') ? (
              <>
                <NameForm key={workspace.name} workspace={workspace} />
                <DenialForm key={workspace.denialText} workspace={workspace} />
              </>
            ) : (
              <Section title="Refusal text" description="What a client shows when its user may not use Codex." framed>
                <Text size="sm">{workspace.denialText}</Text>
                <Text size="sm" c="dimmed" mt="xs">
                  An owner can change the name and this text.
                </Text>
              </Section>
            )}
          </>
        )}
      </QueryView>
    </>
  )
}

function NameForm({ workspace }: { workspace: Workspace }) {
  const update = useUpdateWorkspace(workspace.id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: workspace.name },
    shape: workspaceRoutes.update.body,
    send: (values) => update.mutateAsync(values),
    onDone: () => sayDone('The workspace is renamed'),
  })
  return (
    <Section title="Name" framed>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" maw={480}>
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="Workspace name" autoComplete="organization" {...form.getInputProps('name')} />
          <Group>
            <Button type="submit" loading={busy} disabled={!form.isDirty()}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

function DenialForm({ workspace }: { workspace: Workspace }) {
  const update = useUpdateWorkspace(workspace.id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { denialText: workspace.denialText },
    shape: workspaceRoutes.update.body,
    send: (values) => update.mutateAsync(values),
    onDone: () => sayDone('Clients show the new text from now on'),
  })
  return (
    <Section title="Refusal text" description="What a client shows, word for word, when its user may not use Codex." framed>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" maw={640}>
          {problem ? <ErrorState error={problem} /> : null}
          <Textarea label="Text" {...form.getInputProps('denialText')} />
          <Group gap="xs">
            <Button type="submit" loading={busy} disabled={!form.isDirty()}>
              Save the text
            </Button>
            {form.values.denialText === defaultDenialText ? null : (
              <Button variant="default" onClick={() => form.setFieldValue('denialText', defaultDenialText)}>
                Bring back the standard text
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
