import type { PolicyDocument } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useState } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import { PolicyText } from './editor/policy-text.tsx'
import { asSentence } from './editor/sentence.ts'
import { useCheck } from './editor/use-check.ts'
import { SaveDialog } from './save-dialog.tsx'
import type { DocumentState, Meanwhile } from './use-document.ts'

/** The text with its verdict; saving asks once and says whom it reaches. */
export function DocumentTab({ policy, document }: { policy: PolicyDocument; document: DocumentState }) {
  const { at, can } = useWorkspace()
  const live = useCheck(document.contents)
  const [saving, setSaving] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null)
  const { check, behind, clients } = live
  const firstError = check?.problems.find((it) => it.severity === 'error')
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: document.wouldBeLost })

  const save = () => {
    if (!document.dirty) return setRefusal('There is nothing to save: the text is the saved one.')
    if (!behind && check && check.verdict !== 'accepted' && firstError) {
      setRefusal(`Not saved: a client would refuse line ${firstError.line}. ${asSentence(firstError.message)}`)
      document.editor.current?.goTo(firstError.line, firstError.column)
      return
    }
    setRefusal(null)
    setSaving(true)
  }
  return (
    <Stack gap="md">
      {document.offered ? (
        <Notice
          tone="info"
          live
          title="You have a text here that was not saved"
          actions={
            <>
              <Button size="xs" onClick={document.takeOffer}>
                Go on with it
              </Button>
              <Button size="xs" variant="default" onClick={document.dropOffer}>
                Throw it away
              </Button>
            </>
          }
        >
          Written <When at={document.offered.at} /> on version {document.offered.version}
          {document.offered.version < policy.version.number ? `; version ${policy.version.number} was saved since` : ''}. It is
          kept in this browser only.
        </Notice>
      ) : null}
      {policy.version.number > document.base && document.dirty && policy.contents !== document.contents && !meanwhile ? (
        <Notice tone="warn" live>
          {policy.version.createdBy?.name ?? 'Somebody'} saved version {policy.version.number} while you write. Saving shows you
          both before anything is decided.
        </Notice>
      ) : null}
      {!policy.can.edit && policy.can.why ? <Notice tone="info">You can read this policy. {policy.can.why}</Notice> : null}
      <PolicyText
        ref={document.editor}
        value={document.contents}
        label={`Requirements of ${policy.name}`}
        readOnly={!policy.can.edit}
        onChange={(text) => {
          document.write(text)
          setRefusal(null)
        }}
        onSave={save}
        check={check}
        behind={behind}
        clients={clients}
      />
      {policy.can.edit ? (
        <Group gap="sm">
          <Button onClick={save} data-disabled={!document.dirty || undefined} aria-disabled={!document.dirty || undefined}>
            Save…
          </Button>
          {document.dirty ? (
            <Button variant="default" onClick={() => document.load(policy.contents)}>
              Back to version {policy.version.number}
            </Button>
          ) : null}
          <Text size="sm" c={refusal ? undefined : 'dimmed'} role="status">
            {refusal ?? (document.dirty ? 'Not saved yet; kept in this browser.' : `Version ${policy.version.number} is saved.`)}
          </Text>
        </Group>
      ) : null}
      {policy.defaults.trim() ? (
        <details>
          <summary style={{ cursor: 'pointer', fontSize: 'var(--mantine-font-size-sm)' }}>
            Managed defaults, which users may override
          </summary>
          <CodeBlock text={policy.defaults} label="managed defaults" title="config.toml" />
          <Text size="sm" c="dimmed" mt="xs">
            They are changed in a draft, together with the requirements.
          </Text>
        </details>
      ) : null}
      {can('policy.manage') && policy.use.rules.length === 0 && !policy.use.isDefault ? (
        <Notice
          title="Nobody gets this policy yet"
          actions={
            <LinkButton to={at.policyRules()} size="xs" variant="default">
              Add a rule
            </LinkButton>
          }
        >
          Name it in a rule, or make it the default.
        </Notice>
      ) : null}
      <Text size="sm" c="dimmed">
        {policy.use.members > 0 ? `${count(policy.use.members, 'member')} get what you save at once. ` : ''}A client keeps the
        policy that it has fetched for up to an hour, and a running thread keeps the one it started with.
      </Text>
      {saving ? (
        <SaveDialog
          policy={policy}
          document={document}
          onClose={() => setSaving(false)}
          onMeanwhile={(theirs) => {
            setSaving(false)
            setMeanwhile(theirs)
          }}
        />
      ) : null}
      {meanwhile ? (
        <ConflictDialog
          theirs={meanwhile}
          mine={document.contents}
          onClose={() => setMeanwhile(null)}
          onKeepMine={() => {
            document.rebase(meanwhile)
            setMeanwhile(null)
            setSaving(true)
          }}
          onTakeTheirs={() => {
            document.rebase(meanwhile)
            document.load(meanwhile.contents)
            setMeanwhile(null)
          }}
        />
      ) : null}
    </Stack>
  )
}
