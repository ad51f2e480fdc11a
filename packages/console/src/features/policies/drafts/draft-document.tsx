import type { DraftDetail, PolicyDocument } from '@bailiwick/contracts'
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { useRef } from 'react'
import { policyQuery } from '../../../api/queries/policies.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { When } from '../../../ui/time.tsx'
import { DiffView } from '../diff/diff-view.tsx'
import { PolicyText } from '../editor/policy-text.tsx'
import type { TomlEditorHandle } from '../editor/toml-editor.tsx'
import { useCheck } from '../editor/use-check.ts'
import type { DocumentPart } from './documents-tab.tsx'
import { SavingLine } from './saving-line.tsx'
import { useDraftDocument } from './use-draft-document.ts'
import { useDraftSaving } from './use-draft-saving.ts'

interface Props {
  draft: DraftDetail
  policyId: string
  editable: boolean
  part: DocumentPart
  onPart: (part: DocumentPart) => void
  onClose: () => void
}

/** One policy's text as the draft would have it: requirements, managed defaults, and the difference to what is there now. */
export function DraftDocument(props: Props) {
  const { id } = useWorkspace()
  const query = useQuery(policyQuery(id, props.policyId))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={9} height={24} />}>
      {(policy) => <Opened {...props} policy={policy} />}
    </QueryView>
  )
}

function Opened({ draft, policy, editable, part, onPart, onClose }: Props & { policy: PolicyDocument }) {
  const { at } = useWorkspace()
  const saving = useDraftSaving(draft)
  const document = useDraftDocument(draft, policy)
  const editor = useRef<TomlEditorHandle | null>(null)
  const live = useCheck(document.contents)
  const defaults = useCheck(document.defaults, 'defaults', document.contents)
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: document.wouldBeLost })
  const save = async () => {
    const { contents, defaults: managed } = document
    const unchanged = contents === policy.contents && managed === document.defaultsNow
    const saved = await saving.save((now) => {
      const others = now.policies.filter((it) => it.policyId !== policy.id)
      return { policies: unchanged ? others : [...others, { policyId: policy.id, contents, defaults: managed }] }
    })
    if (saved) document.saved(contents, managed)
  }
  return (
    <Section
      title={policy.name}
      description={
        <>
          Now version {policy.version.number}, for {policy.use.members === 1 ? '1 member' : `${policy.use.members} members`}.{' '}
          <TextLink to={at.policy(policy.id)}>The policy in force</TextLink>
        </>
      }
      actions={
        <Group gap="xs">
          <SegmentedControl
            aria-label="Part of the policy"
            value={part ?? 'requirements'}
            onChange={(it) => onPart(it === 'defaults' || it === 'difference' ? it : undefined)}
            data={[
              { value: 'requirements', label: 'Requirements' },
              { value: 'defaults', label: 'Managed defaults' },
              { value: 'difference', label: 'Difference' },
            ]}
          />
          <Button variant="default" onClick={onClose}>
            All documents
          </Button>
        </Group>
      }
    >
      <Stack gap="md">
        {document.offered ? (
          <Notice
            live
            title="You have a text here that was not saved"
            actions={
              <>
                <Button
                  size="xs"
                  onClick={() => {
                    document.takeOffer()
                  }}
                >
                  Go on with it
                </Button>
                <Button size="xs" variant="default" onClick={document.endOffer}>
                  Throw it away
                </Button>
              </>
            }
          >
            Written <When at={document.offered.at} />; it is kept in this browser only.
          </Notice>
        ) : null}
        {/* Both stay mounted while another part is shown, so that the cursor and the undo history survive. */}
        <div hidden={part !== undefined}>
          <PolicyText
            ref={editor}
            value={document.contents}
            label={`Requirements of ${policy.name} in this draft`}
            readOnly={!editable}
            onChange={document.write}
            onSave={() => void save()}
            {...live}
          />
        </div>
        {part === 'defaults' || document.defaults !== '' ? (
          <div hidden={part !== 'defaults'}>
            <Text size="sm" c="dimmed" maw="72ch" mb="xs">
              A <code>config.toml</code> that Codex starts from. Each user may override it; what nobody may override belongs into
              the requirements. Leave it empty for none.
            </Text>
            <PolicyText
              kind="defaults"
              value={document.defaults}
              label={`Managed defaults of ${policy.name} in this draft`}
              readOnly={!editable}
              onChange={document.writeDefaults}
              onSave={() => void save()}
              {...defaults}
            />
          </div>
        ) : null}
        {part === 'difference' ? <Differences policy={policy} document={document} /> : null}
        {editable ? (
          <Group gap="sm" align="center">
            <Button onClick={() => void save()} disabled={!document.dirty} loading={saving.pending && !saving.problem}>
              Save to the draft
            </Button>
            {document.contents !== policy.contents ? (
              <Button variant="default" onClick={() => editor.current?.replace(policy.contents)}>
                Back to version {policy.version.number}
              </Button>
            ) : null}
            <Text size="sm" c="dimmed">
              {document.dirty ? 'Not saved yet; kept in this browser.' : ''}
            </Text>
          </Group>
        ) : null}
        <SavingLine saving={saving} draft={draft} />
      </Stack>
    </Section>
  )
}

function Differences({ policy, document }: { policy: PolicyDocument; document: ReturnType<typeof useDraftDocument> }) {
  return (
    <>
      <DiffView
        before={{ title: `Version ${policy.version.number}`, text: policy.contents }}
        after={{ title: 'This draft', text: document.contents }}
      />
      {document.defaults !== document.defaultsNow ? (
        <DiffView
          before={{ title: 'Managed defaults now', text: document.defaultsNow }}
          after={{ title: 'In this draft', text: document.defaults }}
        />
      ) : null}
    </>
  )
}
