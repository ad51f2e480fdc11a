import type { ProofMethod } from '@bailiwick/contracts'
import { Modal } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { whoAsksForProofs } from '../../api/step-up.ts'
import { StepUp } from './step-up.tsx'

interface Question {
  methods: ProofMethod[]
  answer: (proved: boolean) => void
}

/**
 * Asks who somebody is when a call needs a recent proof, over whatever page or dialog made the call. Escape closes this question alone:
 * the listener stands before those of the dialogs below, because this component is there from the start.
 */
export function StepUpDialog() {
  const [question, setQuestion] = useState<Question | null>(null)
  const current = useRef<Question | null>(null)
  const answer = (proved: boolean) => {
    current.current?.answer(proved)
    current.current = null
    setQuestion(null)
  }
  const close = useRef(() => answer(false))
  useEffect(() => {
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !current.current || event.isComposing) return
      event.stopImmediatePropagation()
      close.current()
    }
    window.addEventListener('keydown', onEscape, { capture: true })
    const takeAway = whoAsksForProofs(
      (methods) =>
        new Promise((resolve) => {
          current.current = { methods, answer: resolve }
          setQuestion(current.current)
        }),
    )
    return () => {
      window.removeEventListener('keydown', onEscape, { capture: true })
      takeAway()
    }
  }, [])
  return (
    <Modal
      opened={question !== null}
      onClose={() => answer(false)}
      title="Is it you?"
      size="sm"
      zIndex={400}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      {question ? (
        <StepUp
          methods={question.methods}
          why="What you are doing needs a proof from the last 15 minutes that it is you. Then it goes on by itself; what you filled in stays."
          onProved={() => answer(true)}
          onCancel={() => answer(false)}
        />
      ) : null}
    </Modal>
  )
}
