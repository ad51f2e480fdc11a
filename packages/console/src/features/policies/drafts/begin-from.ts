import { type DraftContents, draftRoutes } from '@bailiwick/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import { draftQuery, useCreateDraft } from '../../../api/queries/drafts.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { splitQuery } from '../../../ui/link.tsx'

/**
 * Carries a change that was begun elsewhere into a draft of its own and opens its review: for approval, tests, a time, or stages.
 */
export function useBeginFrom() {
  const { id, at } = useWorkspace()
  const client = useQueryClient()
  const create = useCreateDraft(id)
  const navigate = useNavigate()
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const begin = async (title: string, reason: string, contents: (now: DraftContents) => Partial<DraftContents>) => {
    setBusy(true)
    setProblem(null)
    try {
      const draft = await create.mutateAsync({ title, reason })
      const body = { ...contents(draft.contents), expectedEdit: draft.edit }
      const saved = await call(draftRoutes.save, { params: { workspaceId: id, draftId: draft.id }, body })
      client.setQueryData(draftQuery(id, draft.id).queryKey, saved)
      const [to, search] = splitQuery(at.draft(draft.id, { tab: 'review' }))
      await navigate({ to, search })
      return true
    } catch (error) {
      setProblem(error)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { begin, busy, problem }
}

/** Refusals that a draft is the way around of. */
export function needsDraft(code: string | undefined): boolean {
  return code === 'approval.required' || code === 'tests.failed' || code === 'change.held' || code === 'rollout.running'
}
