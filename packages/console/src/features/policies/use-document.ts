import type { PolicyDocument } from '@bailiwick/contracts'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { TomlEditorHandle } from './editor/toml-editor.tsx'
import { dropLocalDraft, keepLocalDraft, type LocalDraft, readLocalDraft } from './local-draft.ts'

/** What the server says stands there when somebody else saved first. */
export interface Meanwhile {
  version: number
  contents: string
  defaults: string
  by: string | null
  at: string
}

/** The two texts of a policy: what is required, and what users may override. */
interface Texts {
  contents: string
  defaults: string
}

const same = (a: Texts, b: Texts) => a.contents === b.contents && a.defaults === b.defaults

/**
 * The texts on the screen against the saved ones. What is not saved is kept in this browser and offered again after a reload.
 * `base` is the version the texts were begun on: saving over a newer one is refused until somebody decides.
 */
export function useDocument(policy: PolicyDocument) {
  const editor = useRef<TomlEditorHandle | null>(null)
  const saved: Texts = { contents: policy.contents, defaults: policy.defaults }
  const [begun, setBegun] = useState({ ...saved, version: policy.version.number })
  const [texts, setTexts] = useState(saved)
  const [offered, setOffered] = useState<LocalDraft | null>(() => {
    const kept = readLocalDraft(policy.id)
    return kept && !same(withDefaults(kept, saved), saved) ? kept : null
  })
  const keep = useDebouncedCallback((now: Texts) => {
    if (same(now, begun)) dropLocalDraft(policy.id)
    else keepLocalDraft(policy.id, { ...now, version: begun.version, at: new Date().toISOString() })
  }, 400)
  useEffect(() => {
    const now = () => keep.flush()
    window.addEventListener('pagehide', now)
    return () => {
      now()
      window.removeEventListener('pagehide', now)
    }
  }, [keep])
  // What both editors write in one turn must not get lost to each other.
  const latest = useRef(texts)
  const put = (change: Partial<Texts>) => {
    latest.current = { ...latest.current, ...change }
    setTexts(latest.current)
    return latest.current
  }
  const change = (part: Partial<Texts>) => {
    const now = put(part)
    // Typing without an answer to the offer must not lose what is offered.
    if (!offered) keep(now)
  }
  const dirty = !same(texts, begun)
  return {
    editor,
    ...texts,
    base: begun.version,
    /** What the texts are compared with: what was saved when they were begun or taken up again. */
    baseContents: begun.contents,
    baseDefaults: begun.defaults,
    dirty,
    /** An unsaved text from an earlier visit. */
    offered,
    write: (contents: string) => change({ contents }),
    writeDefaults: (defaults: string) => change({ defaults }),
    /** Whether closing the window now would lose something: only where this browser keeps nothing. */
    wouldBeLost: () => {
      keep.flush()
      return dirty && readLocalDraft(policy.id) === null
    },
    load: change,
    takeOffer: () => {
      if (!offered) return
      setBegun((it) => ({ ...it, version: offered.version }))
      setOffered(null)
      keepLocalDraft(policy.id, offered)
      put(withDefaults(offered, begun))
    },
    dropOffer: () => {
      dropLocalDraft(policy.id)
      setOffered(null)
    },
    /** The texts went into a draft: they are kept there, and no longer in this browser. */
    moved: () => {
      keep.cancel()
      put({ contents: begun.contents, defaults: begun.defaults })
      dropLocalDraft(policy.id)
      setOffered(null)
    },
    saved: (now: PolicyDocument, sent: Texts) => {
      setBegun({ ...sent, version: now.version.number })
      dropLocalDraft(policy.id)
      setOffered(null)
    },
    /** Goes on from a version that somebody else saved; the texts stay as they are. Defaults that were not touched are theirs. */
    rebase: (onto: Meanwhile) => {
      if (latest.current.defaults === begun.defaults) put({ defaults: onto.defaults })
      setBegun({ contents: onto.contents, defaults: onto.defaults, version: onto.version })
    },
  }
}

/** A kept text without defaults was written before there were any to write. */
const withDefaults = (kept: LocalDraft, otherwise: Texts): Texts => ({
  contents: kept.contents,
  defaults: kept.defaults ?? otherwise.defaults,
})

export type DocumentState = ReturnType<typeof useDocument>
