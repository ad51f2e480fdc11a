import { Button, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { asSentence } from '../../editor/sentence.ts'
import classes from '../form.module.css'
import { useForm } from '../form-context.ts'
import type { Remark } from '../reading.ts'

const marks = {
  error: [IconCircleX, 'Error'],
  warning: [IconAlertTriangle, 'Warning'],
  info: [IconInfoCircle, 'To know'],
} as const

/** What the check says about a control, each with its cure where that is certain. */
export function Remarks({ of }: { of: readonly Remark[] }) {
  const { fixOf, applyFix, readOnly } = useForm()
  if (of.length === 0) return null
  return (
    <ul className={classes.remarks}>
      {of.slice(0, 5).map((remark) => {
        const { problem } = remark
        const [Icon, word] = marks[problem.severity]
        const fix = readOnly ? undefined : fixOf(remark)
        return (
          <li key={`${problem.line}:${problem.column}:${problem.code}:${problem.message}`}>
            <Icon size={16} className={classes.mark} data-severity={problem.severity} aria-hidden="true" />
            <span className="bw-break">
              <VisuallyHidden>{word}: </VisuallyHidden>
              {asSentence(problem.message)}{' '}
              {fix ? (
                <Button size="compact-xs" variant="light" onClick={() => applyFix(fix)}>
                  {fix.title}
                </Button>
              ) : (
                problem.fix
              )}
            </span>
          </li>
        )
      })}
      {of.length > 5 ? <li>and {of.length - 5} more, below.</li> : null}
    </ul>
  )
}
