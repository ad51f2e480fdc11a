import type { DraftContents, DraftDetail } from '@bailiwick/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiProblem } from '../../../api/client.ts'
import { draftQuery, useSaveDraft } from '../../../api/queries/drafts.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'

/** A change of the draft, said on what it holds when the change is sent: what others saved in other places stays. */
type Change = (now: DraftContents) => Partial<DraftContents>

/**
 * Saves changes of a draft one after the other, each onto the edit that the one before made. When somebody else saved first, nothing is
 * sent over theirs: `overtaken` is true, the changes are kept, and `again` sends them onto their edit.
 */
export function useDraftSaving(draft: DraftDetail) {
  const { id } = useWorkspace()
  const client = useQueryClient()
  const saving = useSaveDraft(id, draft.id)
  const [problem, setProblem] = useState<unknown>(null)
  const [pending, setPending] = useState(0)
  const waiting = useRef<Change[]>([])
  const running = useRef<Promise<boolean> | null>(null)
  const { queryKey } = draftQuery(id, draft.id)

  const run = async (): Promise<boolean> => {
    while (waiting.current.length > 0) {
      const changes = waiting.current
      const now = client.getQueryData(queryKey) ?? draft
      const part: Partial<DraftContents> = {}
      for (const change of changes) Object.assign(part, change({ ...now.contents, ...part }))
      try {
        await saving.mutateAsync({ ...part, expectedEdit: now.edit })
        waiting.current = waiting.current.slice(changes.length)
        setProblem(null)
        setPending(waiting.current.length)
      } catch (error) {
        setProblem(error)
        if (isOvertaken(error)) await client.invalidateQueries({ queryKey, exact: true })
        return false
      }
    }
    return true
  }
  const start = (): Promise<boolean> => {
    running.current ??= run().finally(() => {
      running.current = null
    })
    return running.current
  }
  return {
    /** Resolves to whether all of it was saved. */
    save: (change: Change): Promise<boolean> => {
      waiting.current = [...waiting.current, change]
      setPending(waiting.current.length)
      // What somebody else saved is looked at first.
      return isOvertaken(problem) ? Promise.resolve(false) : start()
    },
    /** Something on the screen is not in the draft yet. */
    pending: pending > 0,
    /** The contents as they will be once everything is saved. */
    contents: withChanges(draft.contents, waiting.current),
    problem,
    overtaken: isOvertaken(problem),
    again: start,
    drop: () => {
      waiting.current = []
      setPending(0)
      setProblem(null)
    },
  }
}

export type DraftSaving = ReturnType<typeof useDraftSaving>

function withChanges(contents: DraftContents, changes: readonly Change[]): DraftContents {
  const sum = { ...contents }
  for (const change of changes) Object.assign(sum, change(sum))
  return sum
}

function isOvertaken(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'draft.edited_meanwhile'
}
