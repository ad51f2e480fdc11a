import type { DraftDetail } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { ErrorState } from '../../../ui/error-state.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { When } from '../../../ui/time.tsx'
import type { DraftSaving } from './use-draft-saving.ts'

/** Whether the draft holds what is on the screen; what somebody else saved is never written over unseen. */
export function SavingLine({ saving, draft }: { saving: DraftSaving; draft: DraftDetail }) {
  if (saving.overtaken) {
    return (
      <Notice
        tone="warn"
        live
        title={`${draft.updatedBy?.name ?? 'Somebody'} saved this draft meanwhile`}
        actions={
          <>
            <Button size="xs" onClick={() => void saving.again()}>
              Save mine as well
            </Button>
            <Button size="xs" variant="default" onClick={saving.drop}>
              Take theirs
            </Button>
          </>
        }
      >
        Their edit is loaded, yours is on this page and not saved. Saving yours replaces this part of the draft by what you see
        here and leaves the rest of theirs.
      </Notice>
    )
  }
  if (saving.problem) return <ErrorState error={saving.problem} retry={() => void saving.again()} />
  return (
    <Text size="sm" c="dimmed" role="status">
      {saving.pending ? 'Saving…' : <SavedBy draft={draft} />}
    </Text>
  )
}

function SavedBy({ draft }: { draft: DraftDetail }) {
  return (
    <>
      Saved in the draft{draft.updatedBy ? ` by ${draft.updatedBy.name}` : ''}, <When at={draft.updatedAt} />. Nothing is in force
      before it is published.
    </>
  )
}
