import { type NamedRef, PolicyTest, policyVerdicts } from '@bailiwick/contracts'
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Prose } from '../../../ui/prose.tsx'
import {
  type QuestionKind,
  questionChoices,
  questionWords,
  sayTest,
  toQuestion,
  type Verdict,
  verdictWords,
} from './test-words.ts'
import classes from './tests.module.css'

const noPolicy = 'none'
const kinds = Object.keys(questionWords) as QuestionKind[] // the keys of a Record are its kinds
const who = [
  { value: 'everyone', label: 'Everyone' },
  { value: 'group', label: 'Somebody only in' },
  { value: 'member', label: 'The member' },
] as const
type Who = (typeof who)[number]['value']

/** A test as a sentence to fill in: who, what, what must come of it. */
export function AddTest({
  groups,
  policies,
  onAdd,
}: {
  groups: NamedRef[]
  policies: NamedRef[]
  onAdd: (test: PolicyTest) => void
}) {
  const [subject, setSubject] = useState<Who>('everyone')
  const [email, setEmail] = useState('')
  const [groupId, setGroupId] = useState<string | null>(null)
  const [asks, setAsks] = useState<QuestionKind | 'gets'>('gets')
  const [policyId, setPolicyId] = useState<string | null>(null)
  const [text, setText] = useState('')
  const [verdict, setVerdict] = useState<Verdict>('denied')
  const choices = asks === 'gets' ? undefined : questionChoices[asks]
  const made = PolicyTest.safeParse({
    id: crypto.randomUUID(),
    name: '',
    subject:
      subject === 'everyone'
        ? { kind: subject }
        : subject === 'group'
          ? { kind: subject, groupId }
          : { kind: subject, email: email.trim() },
    expect:
      asks === 'gets'
        ? { kind: 'gets', policyId: policyId === noPolicy ? null : (policyId ?? undefined) }
        : { kind: 'answers', question: toQuestion(asks, text.trim()), verdict },
  })
  const ready = made.success ? made.data : null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!ready) return
        onAdd(ready)
        setText('')
        setPolicyId(null)
      }}
    >
      <Stack gap="sm">
        <div className={classes.sentence}>
          <Select
            label="Who"
            w={170}
            data={who}
            value={subject}
            onChange={(it) => setSubject(who.find((one) => one.value === it)?.value ?? 'everyone')}
          />
          {subject === 'group' ? (
            <Select
              label="Group"
              searchable
              w={190}
              placeholder="Choose a group"
              data={groups.map((it) => ({ value: it.id, label: it.name }))}
              value={groupId}
              onChange={setGroupId}
            />
          ) : null}
          {subject === 'member' ? (
            <TextInput
              label="E-mail"
              w={210}
              placeholder="ada@example.com"
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
          ) : null}
          <Select
            label="What"
            w={190}
            data={[
              { value: 'gets', label: 'gets the policy' },
              ...kinds.map((it) => ({ value: it, label: questionWords[it].label })),
            ]}
            value={asks}
            onChange={(it) => {
              setAsks(kinds.find((kind) => kind === it) ?? 'gets')
              setText('')
            }}
          />
          {asks === 'gets' ? (
            <Select
              label="Policy"
              searchable
              w={210}
              placeholder="Choose a policy"
              data={[...policies.map((it) => ({ value: it.id, label: it.name })), { value: noPolicy, label: 'No policy' }]}
              value={policyId}
              onChange={setPolicyId}
            />
          ) : (
            <>
              {choices ? (
                <Select
                  label={questionWords[asks].field}
                  w={210}
                  placeholder="Choose one"
                  data={choices}
                  value={text || null}
                  onChange={(it) => setText(it ?? '')}
                />
              ) : (
                <TextInput
                  label={questionWords[asks].field}
                  w={240}
                  placeholder={questionWords[asks].example}
                  autoComplete="off"
                  spellCheck={false}
                  value={text}
                  onChange={(event) => setText(event.currentTarget.value)}
                />
              )}
              <Select
                label="Must be"
                w={170}
                data={policyVerdicts.map((it) => ({ value: it, label: verdictWords[it] }))}
                value={verdict}
                onChange={(it) => setVerdict(policyVerdicts.find((one) => one === it) ?? 'denied')}
              />
            </>
          )}
        </div>
        <Group justify="space-between" gap="sm">
          <Text size="sm" c={ready ? undefined : 'dimmed'}>
            {ready ? <Prose text={`${sayTest(ready, { groups, policies })}.`} /> : 'Fill in the sentence.'}
          </Text>
          <Button type="submit" variant="default" leftSection={<IconPlus size={16} />} disabled={!ready}>
            Add the test
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
