import type { AccessTokenReport, AccessTokenStatus } from '@bailiwick/contracts'
import { UnstyledButton } from '@mantine/core'
import type { TokenShow } from '../../api/queries/access-tokens.ts'
import { count, formatNumber } from '../../ui/words.ts'
import classes from './tokens.module.css'

export type TokenChoice = { status?: AccessTokenStatus; show?: TokenShow }

/** The state of all tokens in a sentence or two. */
export function sayReport({ active, suspended, stale, unusedDays }: AccessTokenReport): string {
  if (active + suspended === 0) return 'No access token works here.'
  const asleep = stale > 0 ? ` ${count(stale, 'token')} that nobody used for ${unusedDays} days should go.` : ''
  return `${count(active, 'token works', 'tokens work')}${suspended > 0 ? `, ${formatNumber(suspended)} suspended` : ''}.${asleep}`
}

/** What deserves a look, each number leading to its tokens (AU-13). */
export function Report(props: { report: AccessTokenReport; onShow: (choice: TokenChoice) => void }) {
  const { report } = props
  const parts: { title: string; n: number; show: TokenChoice }[] = [
    { title: 'Active', n: report.active, show: { status: 'active' } },
    { title: 'Suspended', n: report.suspended, show: { status: 'suspended' } },
    { title: `Unused for ${report.unusedDays} days`, n: report.stale, show: { show: 'stale' } },
    { title: 'Never used', n: report.neverUsed, show: { show: 'neverUsed' } },
    { title: 'End within two weeks', n: report.expiringSoon, show: { show: 'expiringSoon' } },
    { title: 'Without an end', n: report.withoutExpiry, show: { show: 'withoutExpiry' } },
    { title: 'Replaced, not revoked', n: report.replaced, show: { show: 'replaced' } },
  ]
  return (
    <ul className={classes.report} aria-label="Report">
      {parts.map((it) => {
        const words = (
          <>
            <span className={classes.number}>{formatNumber(it.n)}</span>
            <span className={classes.title}>{it.title}</span>
          </>
        )
        return (
          <li key={it.title}>
            {it.n > 0 ? (
              <UnstyledButton className={classes.part} onClick={() => props.onShow(it.show)}>
                {words}
              </UnstyledButton>
            ) : (
              <div className={classes.part}>{words}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}
