import type { PolicyDocument } from '@bailiwick/contracts'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { TomlEditorHandle } from './editor/toml-editor.tsx'
import { dropLocalDraft, keepLocalDraft, type LocalDraft, readLocalDraft } from './local-draft.ts'

/** What the server says stands there when somebody else saved first. */
export interface Meanwhile {
  version: number
  contents: string
  by: string | null
  at: string
}

/**
 * The text on the screen against the saved one. What is not saved is kept in this browser and offered again after a reload.
 * `base` is the version the text was begun on: saving over a newer one is refused until somebody decides.
 */
export function useDocument(policy: PolicyDocument) {
  const editor = useRef<TomlEditorHandle | null>(null)
  const [begun, setBegun] = useState({ contents: policy.contents, version: policy.version.number })
  const [contents, setContents] = useState(policy.contents)
  const [offered, setOffered] = useState<LocalDraft | null>(() => {
    const kept = readLocalDraft(policy.id)
    return kept && kept.contents !== policy.contents ? kept : null
  })
  const keep = useDebouncedCallback((text: string) => {
    if (text === begun.contents) dropLocalDraft(policy.id)
    else keepLocalDraft(policy.id, { contents: text, version: begun.version, at: new Date().toISOString() })
  }, 400)
  useEffect(() => {
    const now = () => keep.flush()
    window.addEventListener('pagehide', now)
    return () => {
      now()
      window.removeEventListener('pagehide', now)
    }
  }, [keep])
  const write = (text: string) => {
    setContents(text)
    // Typing without an answer to the offer must not lose what is offered.
    if (!offered) keep(text)
  }
  return {
    editor,
    contents,
    base: begun.version,
    /** What the text is compared with: what was saved when it was begun or taken up again. */
    baseContents: begun.contents,
    dirty: contents !== begun.contents,
    /** An unsaved text from an earlier visit. */
    offered,
    write,
    /** Whether closing the window now would lose something: only where this browser keeps nothing. */
    wouldBeLost: () => {
      keep.flush()
      return contents !== begun.contents && readLocalDraft(policy.id) === null
    },
    load: write,
    takeOffer: () => {
      if (!offered) return
      setBegun((it) => ({ ...it, version: offered.version }))
      setOffered(null)
      keepLocalDraft(policy.id, offered)
      setContents(offered.contents)
    },
    dropOffer: () => {
      dropLocalDraft(policy.id)
      setOffered(null)
    },
    /** The text went into a draft: it is kept there, and no longer in this browser. */
    moved: () => {
      keep.cancel()
      setContents(begun.contents)
      dropLocalDraft(policy.id)
      setOffered(null)
    },
    saved: (now: PolicyDocument, text: string) => {
      setBegun({ contents: text, version: now.version.number })
      dropLocalDraft(policy.id)
      setOffered(null)
    },
    /** Goes on from a version that somebody else saved; the text stays as it is. */
    rebase: (onto: Meanwhile) => setBegun({ contents: onto.contents, version: onto.version }),
  }
}

export type DocumentState = ReturnType<typeof useDocument>
