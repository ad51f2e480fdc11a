import type { Lookup, policyVerdicts } from '@bailiwick/contracts'
import { type Answer, evaluate } from '@bailiwick/policy'
import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { z } from 'zod'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Section } from '../../ui/section.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { type QuestionKind, questionChoices, questionText, questionWords, toQuestion } from '../policies/drafts/test-words.ts'
import { servedBundle } from './served-bundle.ts'

const shape = z.object({
  kind: z.enum(['command', 'domain', 'mcp', 'sandbox', 'approval', 'web_search', 'feature']).optional(),
  about: z.string().optional(),
  // Those of the page around it stay as they are.
  email: z.string().optional(),
  group: z.string().optional(),
  device: z.string().optional(),
  tab: z.string().optional(),
})

const verdicts: Record<(typeof policyVerdicts)[number], [StatusTone, string]> = {
  allowed: ['good', 'Allowed'],
  prompted: ['warn', 'Somebody is asked first'],
  denied: ['bad', 'Denied'],
  not_restricted: ['quiet', 'Not restricted: the user’s own settings decide'],
}

/** A question to the policy of this person, answered here by the engine that judges it on the server. */
export function TryIt({ lookup }: { lookup: Lookup }) {
  const [url, setUrl] = useUrlState(shape)
  const bundle = useMemo(() => servedBundle(lookup), [lookup])
  const kind: QuestionKind = url.kind ?? 'command'
  const about = url.about ?? ''
  const words = questionWords[kind]
  const choices = questionChoices[kind]
  const question = about.trim() ? toQuestion(kind, about.trim()) : null
  const answered = useMemo(() => (question ? evaluate(bundle, question) : null), [bundle, question])
  const kinds = Object.keys(questionWords) as QuestionKind[] // the keys of a Record are its kinds
  return (
    <Section
      title="What would happen?"
      description="Ask about a command, a domain, an MCP server, a mode or a feature. Nothing is run: the policy is read as the client reads it."
    >
      <Stack gap="md">
        <Group gap="sm" align="flex-end">
          <Select
            label="About"
            w={210}
            data={kinds.map((it) => ({ value: it, label: capital(questionWords[it].label) }))}
            value={kind}
            onChange={(it) => setUrl({ kind: it ?? undefined, about: undefined })}
          />
          {choices ? (
            <Select
              label={words.field}
              w={260}
              placeholder="Choose one"
              data={choices}
              value={about || null}
              onChange={(it) => setUrl({ about: it ?? undefined })}
            />
          ) : (
            <TextInput
              label={words.field}
              placeholder={words.example}
              autoComplete="off"
              spellCheck={false}
              style={{ flex: '1 1 18rem', maxWidth: '34rem' }}
              value={about}
              onChange={(event) => setUrl({ about: event.currentTarget.value })}
            />
          )}
        </Group>
        {question && answered ? (
          <Answered answer={answered} about={questionText(question)} />
        ) : (
          <Text size="sm" c="dimmed">
            {`For instance ${words.example}.`}
          </Text>
        )}
      </Stack>
    </Section>
  )
}

function Answered({ answer, about }: { answer: Answer; about: string }) {
  const [tone, words] = verdicts[answer.verdict]
  return (
    <Stack gap="xs" role="status">
      <Text component="div" fw={600}>
        <code>{about}</code> <Status tone={tone}>{words}</Status>
      </Text>
      <Text size="sm" className="bw-break">
        <Prose text={answer.sentence} />
      </Text>
      {answer.because ? (
        <Text size="sm" c="dimmed">
          Decided by <code>{answer.because.key}</code> in line {answer.because.line}
          {answer.wins.length > 0 ? <>; it wins over {answer.wins.map((it) => it.key).join(', ')}</> : null}.
        </Text>
      ) : null}
      {answer.complex ? (
        <Text size="sm" c="dimmed">
          The client does not take this command line apart: rules see the shell, not what runs in it.
        </Text>
      ) : null}
      {answer.userSees ? <CodeBlock text={answer.userSees} label="what the user sees" title="What the user sees" wrap /> : null}
    </Stack>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
