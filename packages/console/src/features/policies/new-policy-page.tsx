import { type PolicyTemplate, policyRoutes } from '@bailiwick/contracts'
import { Button, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { z } from 'zod'
import { ApiProblem } from '../../api/client.ts'
import { curlOf } from '../../api/curl.ts'
import { policyTemplatesQuery, useCreatePolicy } from '../../api/queries/policies.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { PolicyText } from './editor/policy-text.tsx'
import { asSentence } from './editor/sentence.ts'
import type { TomlEditorHandle } from './editor/toml-editor.tsx'
import { useCheck } from './editor/use-check.ts'
import { TemplateAsPublished } from './template-as-published.tsx'

const shape = z.object({ from: z.string().optional() })
const blank = 'blank'
const blankText = `# What Codex may do under this policy. Every key is a limit; what is not named stays free.
# Press Ctrl Space on an empty line for the keys.
`

export function NewPolicyPage() {
  const { id, at } = useWorkspace()
  const templates = useQuery(policyTemplatesQuery(id))
  return (
    <>
      <PageHeader
        title="Write a policy"
        parent={{ title: 'Policies', to: at.policies() }}
        answer="Nobody gets it before a rule or the default names it."
      />
      <QueryView query={templates} skeleton={<BlockSkeleton lines={9} height={24} />}>
        {(all) => <NewPolicyForm templates={all} />}
      </QueryView>
    </>
  )
}

function NewPolicyForm({ templates }: { templates: PolicyTemplate[] }) {
  const { id, at } = useWorkspace()
  const [{ from }, setUrl] = useUrlState(shape)
  const template = templates.find((it) => it.id === from)
  const create = useCreatePolicy(id)
  const navigate = useNavigate()
  const editor = useRef<TomlEditorHandle | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const { form, submit, busy, problem } = useApiForm({
    initial: {
      name: template?.title ?? '',
      purpose: template?.purpose ?? '',
      owner: '',
      contents: template?.contents ?? blankText,
    },
    shape: policyRoutes.create.body,
    beside: { 'policy.name_taken': 'name' },
    send: (values) => create.mutateAsync(values),
    onDone: (policy) => navigate({ to: at.policy(policy.id) }),
  })
  const { contents } = form.values
  const { check, behind, clients } = useCheck(contents)
  const start = (chosen: string) => {
    const next = templates.find((it) => it.id === chosen)
    setUrl({ from: next?.id })
    const untouched = (field: 'name' | 'purpose', was: string | undefined) => form.values[field] === (was ?? '')
    if (untouched('name', template?.title)) form.setFieldValue('name', next?.title ?? '')
    if (untouched('purpose', template?.purpose)) form.setFieldValue('purpose', next?.purpose ?? '')
    form.setFieldValue('contents', next?.contents ?? blankText)
  }
  const send = () => {
    const error = check?.problems.find((it) => it.severity === 'error')
    if (!behind && error && check?.verdict !== 'accepted') {
      setRefusal(`Not created: a client would refuse line ${error.line}. ${asSentence(error.message)}`)
      editor.current?.goTo(error.line, error.column)
      return
    }
    setRefusal(null)
    submit()
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Section title="Start from" framed>
        <Radio.Group aria-label="Start from" value={template?.id ?? blank} onChange={start}>
          <Stack gap="xs">
            <Radio value={blank} label="A blank page" />
            {templates.map((it) => (
              <Radio key={it.id} value={it.id} label={it.title} description={it.purpose} />
            ))}
          </Stack>
        </Radio.Group>
        <Text size="xs" c="dimmed" mt="sm">
          The examples of the vendor's guide, corrected where a client refuses them. Each sets other keys, so they can be put
          together. Another choice replaces the text below; undo in the editor brings yours back.
        </Text>
      </Section>
      {template?.asPublished ? <TemplateAsPublished template={template} asPublished={template.asPublished} /> : null}
      <Section title="Document">
        <PolicyText
          ref={editor}
          value={contents}
          label="Requirements"
          onChange={(text) => {
            form.setFieldValue('contents', text)
            setRefusal(null)
          }}
          onSave={send}
          check={check}
          behind={behind}
          clients={clients}
        />
      </Section>
      <Section title="Name, purpose and owner" framed>
        <Stack gap="sm" maw={520}>
          <TextInput
            label="Name"
            description="Clients show it in their warnings."
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <Textarea label="Purpose" description="What it is for, in a sentence." {...form.getInputProps('purpose')} />
          <TextInput
            label="Owner"
            description="Who answers for it: a person or a team. Refusals name them."
            autoComplete="off"
            {...form.getInputProps('owner')}
          />
        </Stack>
      </Section>
      <Stack gap="sm">
        {problem ? <ErrorState error={problem} /> : null}
        {problem instanceof ApiProblem && problem.problems.length > 0 ? (
          <ul style={{ margin: 0, fontSize: 'var(--mantine-font-size-sm)' }}>
            {problem.problems.map((it) => (
              <li key={it.place + it.message}>
                {it.place}: {it.message} {it.fix}
              </li>
            ))}
          </ul>
        ) : null}
        <Group gap="sm">
          <Button type="submit" loading={busy}>
            Create the policy
          </Button>
          <CopyAsCall
            what="Create a policy"
            command={curlOf(policyRoutes.create, { params: { workspaceId: id }, body: form.values })}
          />
          <Text size="sm" role="status">
            {refusal ?? ''}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}
