import type { RulesInForce } from '@bailiwick/contracts'
import { useSessionStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { draftOf, isChanged, type RulesDraft } from './rules-draft.ts'

/**
 * What somebody is about to put in force. It outlives a reload and a walk through other pages of this browser tab; putting it in force
 * or discarding it ends it. `changed` is false while it says what is in force.
 */
export function useRulesDraft(rules: RulesInForce) {
  const { id } = useWorkspace()
  const [kept, setKept] = useSessionStorage<RulesDraft | null>({
    key: `bailiwick-rules-draft-${id}`,
    defaultValue: null,
    getInitialValueInEffect: false,
    deserialize: readDraft,
  })
  const draft = useMemo(() => {
    // What is in force already is no draft any more, whoever put it there.
    const open = kept && isChanged(kept) && isChanged({ ...kept, base: rules })
    return open ? kept : draftOf(rules)
  }, [kept, rules])
  return {
    draft,
    changed: isChanged(draft),
    /** Somebody else put another revision in force after this draft was begun. */
    overtaken: (draft.base.revision?.number ?? null) !== (rules.revision?.number ?? null),
    change: (part: Partial<RulesDraft>) => setKept({ ...draft, ...part }),
    discard: () => setKept(null),
  }
}

export type RulesDraftState = ReturnType<typeof useRulesDraft>

function readDraft(text: string | undefined): RulesDraft | null {
  try {
    return text ? (JSON.parse(text) as RulesDraft | null) : null // written by this page in this browser tab
  } catch {
    return null
  }
}
