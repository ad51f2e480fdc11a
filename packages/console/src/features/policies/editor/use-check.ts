import type { Check } from '@bailiwick/policy'
import { useEffect, useRef, useState } from 'react'
import type { DocumentKind } from '../form/sections/sections.ts'
import type { CheckAnswered, CheckAsked, ClientVerdict } from './check.worker.ts'

/** How long the typing must rest before a document is judged, in milliseconds. */
const rest = 200

export interface LiveCheck {
  /** The newest client's verdict, the newest that is known; null until the first one. */
  check: Check | null
  /** What each recorded client makes of it, the newest first. */
  clients: readonly ClientVerdict[]
  /** The text that the verdict is about is not the text on the screen any more. */
  behind: boolean
}

/**
 * The clients' verdicts on the text while it is written, by the same engine as the server's, in a worker. Managed defaults are judged
 * `beside` the requirements that they are served with.
 */
export function useCheck(contents: string, kind: DocumentKind = 'requirements', beside?: string): LiveCheck {
  const worker = useRef<Worker | null>(null)
  const turn = useRef(0)
  const [answered, setAnswered] = useState<{ verdicts: ClientVerdict[]; contents: string } | null>(null)
  const asked = useRef('')

  useEffect(() => {
    const started = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' })
    started.addEventListener('message', ({ data }: MessageEvent<CheckAnswered>) => {
      if (data.turn === turn.current) setAnswered({ verdicts: data.verdicts, contents: asked.current })
    })
    worker.current = started
    return () => {
      worker.current = null
      started.terminate()
    }
  }, [])

  useEffect(() => {
    const timer = setTimeout(
      () => {
        turn.current += 1
        asked.current = contents
        worker.current?.postMessage({ turn: turn.current, kind, contents, beside } satisfies CheckAsked)
      },
      turn.current === 0 ? 0 : rest,
    )
    return () => clearTimeout(timer)
  }, [contents, kind, beside])

  return {
    check: answered?.verdicts[0]?.check ?? null,
    clients: answered?.verdicts ?? none,
    behind: answered?.contents !== contents,
  }
}

const none: readonly ClientVerdict[] = []
