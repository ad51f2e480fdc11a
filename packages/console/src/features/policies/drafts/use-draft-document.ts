import type { DraftDetail, PolicyDocument } from '@bailiwick/contracts'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { dropLocalDraft, keepLocalDraft, type LocalDraft, readLocalDraft } from '../local-draft.ts'

/** One document of a draft on the screen against what the draft holds. What is not saved is kept in this browser. */
export function useDraftDocument(draft: DraftDetail, policy: PolicyDocument) {
  const key = `${draft.id}-${policy.id}`
  const held = draft.contents.policies.find((it) => it.policyId === policy.id)
  const defaultsNow = policy.defaults
  const [begun, setBegun] = useState({ contents: held?.contents ?? policy.contents, defaults: held?.defaults ?? defaultsNow })
  const [contents, setContents] = useState(begun.contents)
  const [defaults, setDefaults] = useState(begun.defaults)
  const [offered, setOffered] = useState<LocalDraft | null>(() => {
    const kept = readLocalDraft(key)
    return kept && kept.contents !== begun.contents ? kept : null
  })
  const keep = useDebouncedCallback((text: string) => {
    if (text === begun.contents) dropLocalDraft(key)
    else keepLocalDraft(key, { contents: text, version: draft.edit, at: new Date().toISOString() })
  }, 400)
  useEffect(() => {
    const now = () => keep.flush()
    window.addEventListener('pagehide', now)
    return () => {
      now()
      window.removeEventListener('pagehide', now)
    }
  }, [keep])
  return {
    contents,
    defaults,
    /** The managed defaults of the newest version. */
    defaultsNow,
    dirty: contents !== begun.contents || defaults !== begun.defaults,
    offered,
    write: (text: string) => {
      setContents(text)
      if (!offered) keep(text)
    },
    writeDefaults: setDefaults,
    wouldBeLost: () => {
      keep.flush()
      return defaults !== begun.defaults || (contents !== begun.contents && readLocalDraft(key) === null)
    },
    takeOffer: () => {
      if (offered) setContents(offered.contents)
      setOffered(null)
    },
    endOffer: () => {
      dropLocalDraft(key)
      setOffered(null)
    },
    saved: (text: string, managed: string) => {
      keep.cancel()
      dropLocalDraft(key)
      setBegun({ contents: text, defaults: managed })
      setOffered(null)
    },
  }
}
