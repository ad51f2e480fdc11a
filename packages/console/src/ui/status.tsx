import type { ReactNode } from 'react'
import classes from './status.module.css'

export type StatusTone = 'good' | 'warn' | 'bad' | 'info' | 'quiet'

/** A state as a coloured dot and a word: the colour repeats what the word says. */
export function Status({ tone, children }: { tone: StatusTone; children: ReactNode }) {
  return (
    <span className={classes.status}>
      <span className={classes.dot} data-tone={tone} aria-hidden="true" />
      {children}
    </span>
  )
}

/** A short neutral label: a role, a scope, a name. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className={classes.tag}>{children}</span>
}
