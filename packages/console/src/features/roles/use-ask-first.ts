import type { RoleChange } from '@bailiwick/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { roleImpactQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'

/** Between a form and its sending: whoever is touched by the change is shown once more, and asked about. */
export function useAskFirst(given: { change: RoleChange | null; isValid: () => boolean; submit: () => void }) {
  const { id } = useWorkspace()
  const client = useQueryClient()
  const [asked, setAsked] = useState<RoleChange | null>(null)
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault()
    const { change } = given
    // A form with mistakes is sent too: that puts the focus on the first of them.
    if (!change || !given.isValid()) return given.submit()
    const impact = await client.fetchQuery(roleImpactQuery(id, change)).catch(() => null) // the sending says what is wrong
    if (impact && (impact.people > 0 || impact.warnings.length > 0)) setAsked(change)
    else given.submit()
  }
  return { onSubmit: (event: FormEvent) => void onSubmit(event), asked, close: () => setAsked(null) }
}
