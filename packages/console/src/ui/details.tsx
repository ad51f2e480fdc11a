import type { ReactNode } from 'react'
import classes from './details.module.css'

/** Names and values of one thing: `<Details><Detail name="E-mail">…</Detail></Details>`. */
export function Details({ children }: { children: ReactNode }) {
  return <dl className={classes.list}>{children}</dl>
}

export function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
