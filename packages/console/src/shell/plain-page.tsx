import { Box } from '@mantine/core'
import type { ReactNode } from 'react'
import { Wordmark } from './brand.tsx'
import classes from './plain-page.module.css'

/** The frame of pages outside a workspace: sign-in, set-up, invitation, approvals. One narrow column. */
export function PlainPage({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <Box className={classes.ground}>
      <main className={classes.column} data-wide={wide || undefined}>
        <div className={classes.brand}>
          <Wordmark size={26} />
        </div>
        {children}
      </main>
    </Box>
  )
}
