import type { PolicyDocument } from '@bailiwick/contracts'
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import { PolicyText } from './editor/policy-text.tsx'
import { asSentence } from './editor/sentence.ts'
import type { TomlEditorHandle } from './editor/toml-editor.tsx'
import { useCheck } from './editor/use-check.ts'
import { SaveDialog } from './save-dialog.tsx'
import type { DocumentState, Meanwhile } from './use-document.ts'

export type PolicyPart = 'defaults' | undefined

/** The texts with their verdicts; saving asks once and says whom it reaches. */
export function DocumentTab({
  policy,
  document,
  part,
  onPart,
}: {
  policy: PolicyDocument
  document: DocumentState
  /** Which of the two texts is shown. */
  part: PolicyPart
  onPart: (part: PolicyPart) => void
}) {
  const { at, can } = useWorkspace()
  const live = useCheck(document.contents)
  const defaults = useCheck(document.defaults, 'defaults', document.contents)
  const defaultsEditor = useRef<TomlEditorHandle | null>(null)
  const [saving, setSaving] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null)
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: document.wouldBeLost })

  const save = () => {
    if (!document.dirty) return setRefusal('There is nothing to save: the text is the saved one.')
    for (const [at, { check, behind }] of [[undefined, live] as const, ['defaults', defaults] as const]) {
      const error = check?.problems.find((it) => it.severity === 'error')
      if (behind || !check || check.verdict === 'accepted' || !error) continue
      const where = at === 'defaults' ? `line ${error.line} of the managed defaults` : `line ${error.line}`
      setRefusal(`Not saved: a client would refuse ${where}. ${asSentence(error.message)}`)
      onPart(at)
      const editor = at === 'defaults' ? defaultsEditor : document.editor
      requestAnimationFrame(() => editor.current?.goTo(error.line, error.column))
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
      {policy.version.number > document.base && document.dirty && !meanwhile ? (
        <Notice tone="warn" live>
          {policy.version.createdBy?.name ?? 'Somebody'} saved version {policy.version.number} while you write. Saving shows you
          both before anything is decided.
        </Notice>
      ) : null}
      {!policy.can.edit && policy.can.why ? <Notice tone="info">You can read this policy. {policy.can.why}</Notice> : null}
      <Group gap="sm">
        <SegmentedControl
          aria-label="Part of the policy"
          value={part ?? 'requirements'}
          onChange={(it) => onPart(it === 'defaults' ? it : undefined)}
          data={[
            { value: 'requirements', label: 'Requirements' },
            {
              value: 'defaults',
              label: `Managed defaults${document.defaults.trim() === '' ? ' (none)' : ''}`,
            },
          ]}
        />
        <Text size="sm" c="dimmed" maw="72ch">
          {part === 'defaults' ? (
            <>
              A <code>config.toml</code> that Codex starts from. Each user may override it; what nobody may override belongs into
              the requirements.
            </>
          ) : (
            'What nobody may override.'
          )}
        </Text>
      </Group>
      {/* Both stay mounted while the other is shown, so that the cursor and the undo history survive. */}
      <div hidden={part === 'defaults'}>
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
          {...live}
        />
      </div>
      {part === 'defaults' || document.defaults !== '' ? (
        <div hidden={part !== 'defaults'}>
          <PolicyText
            kind="defaults"
            ref={defaultsEditor}
            value={document.defaults}
            label={`Managed defaults of ${policy.name}`}
            readOnly={!policy.can.edit}
            onChange={(text) => {
              document.writeDefaults(text)
              setRefusal(null)
            }}
            onSave={save}
            {...defaults}
          />
        </div>
      ) : null}
      {policy.can.edit ? (
        <Group gap="sm">
          <Button onClick={save} data-disabled={!document.dirty || undefined} aria-disabled={!document.dirty || undefined}>
            Save…
          </Button>
          {document.dirty ? (
            <Button variant="default" onClick={() => document.load({ contents: policy.contents, defaults: policy.defaults })}>
              Back to version {policy.version.number}
            </Button>
          ) : null}
          <Text size="sm" c={refusal ? undefined : 'dimmed'} role="status">
            {refusal ?? (document.dirty ? 'Not saved yet; kept in this browser.' : `Version ${policy.version.number} is saved.`)}
          </Text>
        </Group>
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
            document.load({ contents: meanwhile.contents, defaults: meanwhile.defaults })
            setMeanwhile(null)
          }}
        />
      ) : null}
    </Stack>
  )
}
