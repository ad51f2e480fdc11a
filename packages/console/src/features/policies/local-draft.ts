import { z } from 'zod'

/** A text that was written and not saved, kept in this browser. */
export interface LocalDraft {
  contents: string
  /** Managed defaults, where they were written too. */
  defaults?: string | undefined
  /** The version it was begun on. */
  version: number
  at: string
}

const shape = z.object({ contents: z.string(), defaults: z.string().optional(), version: z.number(), at: z.string() })
const keyOf = (policyId: string) => `bailiwick-policy-draft-${policyId}`

export function readLocalDraft(policyId: string): LocalDraft | null {
  try {
    return shape.parse(JSON.parse(localStorage.getItem(keyOf(policyId)) ?? 'null'))
  } catch {
    return null // none, unreadable, or storage is off
  }
}

export function keepLocalDraft(policyId: string, draft: LocalDraft) {
  try {
    localStorage.setItem(keyOf(policyId), JSON.stringify(draft))
  } catch {
    // Storage is full or off: the text stays on the page.
  }
}

export function dropLocalDraft(policyId: string) {
  try {
    localStorage.removeItem(keyOf(policyId))
  } catch {
    // as above
  }
}
