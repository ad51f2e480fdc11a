import { Collapse, Text, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconChevronRight, IconCircleX } from '@tabler/icons-react'
import { useId } from 'react'
import { count } from '../../../ui/words.ts'
import { Raw } from './controls/raw.tsx'
import { Remarks } from './controls/remarks.tsx'
import type { FormSection } from './field.ts'
import { FieldView } from './field-view.tsx'
import classes from './form.module.css'
import { useForm } from './form-context.ts'
import { type Leftover, type Remark, startsWith } from './reading.ts'
import { summaryOf } from './section-summary.ts'
import { aboutKey } from './sections/sections.ts'
import { pathToToml } from './text/to-toml.ts'

/** A part of the form as a line that opens: its title, what it says now, and whether something is wrong in it. */
export function SectionView(props: {
  section: FormSection
  left: readonly Leftover[]
  remarks: readonly Remark[]
  open: boolean
  active: boolean
  onToggle: () => void
}) {
  const { section, left, remarks, open } = props
  const { root, kind, remarks: all, point } = useForm()
  const id = useId()
  const summary = summaryOf(root, section, left)
  const errors = remarks.filter((it) => it.problem.severity === 'error').length
  const warnings = remarks.filter((it) => it.problem.severity === 'warning').length
  return (
    <section className={classes.section} data-active={props.active || undefined} data-section={section.id}>
      <h3 className={classes.sectionTitle}>
        <UnstyledButton className={classes.toggle} aria-expanded={open} aria-controls={id} onClick={props.onToggle}>
          <IconChevronRight size={16} className={classes.chevron} data-open={open || undefined} aria-hidden="true" />
          <span className={classes.sectionName}>{section.title}</span>
          <span className={classes.summary} data-set={summary !== undefined || undefined}>
            {summary ?? (kind === 'defaults' || section.id === 'rest' ? 'Nothing set' : 'Not restricted')}
          </span>
          {errors > 0 ? (
            <span className={classes.badge} data-severity="error">
              <IconCircleX size={14} aria-hidden="true" /> {count(errors, 'error')}
            </span>
          ) : null}
          {warnings > 0 ? (
            <span className={classes.badge} data-severity="warning">
              <IconAlertTriangle size={14} aria-hidden="true" /> {count(warnings, 'warning')}
            </span>
          ) : null}
        </UnstyledButton>
      </h3>
      <Collapse expanded={open} id={id}>
        {open ? (
          <div className={classes.fields}>
            <p className={classes.intro}>{section.doc}</p>
            {section.fields.map((field) => (
              <FieldView key={field.path.join('.')} field={field} />
            ))}
            {left.map(({ path, value }) => {
              const name = pathToToml(path)
              const about = path.length === 1 ? aboutKey(kind, String(path[0])) : undefined
              return (
                <div key={name} className={classes.field} onFocusCapture={() => point(path)}>
                  <Text component="h4" size="sm" fw={600} m={0} className="bw-break">
                    <code>{name}</code>
                  </Text>
                  {about ? <p className={classes.doc}>{about}</p> : null}
                  <Raw path={path} value={value} title={name} />
                  <Remarks of={all.filter((it) => startsWith(it.path, path))} />
                </div>
              )
            })}
            {section.fields.length === 0 && left.length === 0 ? (
              <p className={classes.note}>There is nothing else in it.</p>
            ) : null}
          </div>
        ) : null}
      </Collapse>
    </section>
  )
}
