import type { Check } from '@bailiwick/policy'
import { useEffect, useRef, useState } from 'react'
import type { CheckAnswered, CheckAsked } from './check.worker.ts'

/** How long the typing must rest before a document is judged, in milliseconds. */
const rest = 200

export interface LiveCheck {
  /** The newest verdict that is known; null until the first one. */
  check: Check | null
  /** The text that the verdict is about is not the text on the screen any more. */
  behind: boolean
}

/** A client's verdict on the text while it is written, by the same engine as the server's, in a worker. */
export function useCheck(contents: string): LiveCheck {
  const worker = useRef<Worker | null>(null)
  const turn = useRef(0)
  const [answered, setAnswered] = useState<{ check: Check; contents: string } | null>(null)
  const asked = useRef('')

  useEffect(() => {
    const started = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' })
    started.addEventListener('message', ({ data }: MessageEvent<CheckAnswered>) => {
      if (data.turn === turn.current) setAnswered({ check: data.check, contents: asked.current })
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
        worker.current?.postMessage({ turn: turn.current, contents } satisfies CheckAsked)
      },
      turn.current === 0 ? 0 : rest,
    )
    return () => clearTimeout(timer)
  }, [contents])

  return { check: answered?.check ?? null, behind: answered?.contents !== contents }
}
