import type { PolicyProblem } from '@bailiwick/contracts'
import { Anchor, Button, Text, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { Fix } from '../form/fixes.ts'
import classes from './problem-list.module.css'
import { asSentence } from './sentence.ts'

const marks = {
  error: [IconCircleX, 'Error'],
  warning: [IconAlertTriangle, 'Warning'],
  info: [IconInfoCircle, 'To know'],
} as const

/** Every remark with its line, what it means and what to do; the line leads into the text. */
export function ProblemList({
  problems,
  onGoTo,
  fixOf,
  onFix,
}: {
  problems: readonly PolicyProblem[]
  onGoTo?: (line: number, column: number) => void
  fixOf?: (problem: PolicyProblem) => Fix | undefined
  onFix?: (fix: Fix) => void
}) {
  return (
    <ul className={classes.list} aria-label="Problems">
      {problems.slice(0, 100).map((it) => {
        const [Icon, word] = marks[it.severity]
        const fix = fixOf?.(it)
        return (
          <li key={`${it.line}:${it.column}:${it.code}:${it.message}`}>
            <Icon size={17} className={classes.icon} data-severity={it.severity} aria-hidden="true" />
            <span className="bw-numbers">
              <VisuallyHidden>{word}, </VisuallyHidden>
              {onGoTo ? (
                <Anchor component="button" type="button" inherit onClick={() => onGoTo(it.line, it.column)}>
                  Line {it.line}
                </Anchor>
              ) : (
                `Line ${it.line}`
              )}
            </span>
            <span className="bw-break">
              {asSentence(it.message)} {it.fix ? <span className={classes.fix}>{it.fix}</span> : null}{' '}
              {fix && onFix ? (
                <Button size="compact-xs" variant="light" onClick={() => onFix(fix)}>
                  {fix.title}
                </Button>
              ) : null}
            </span>
          </li>
        )
      })}
      {problems.length > 100 ? (
        <Text size="sm" c="dimmed">
          and {problems.length - 100} more.
        </Text>
      ) : null}
    </ul>
  )
}
