import { type Path, valueAt } from '@bailiwick/policy'
import { Button } from '@mantine/core'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { Notice } from '../../../ui/notice.tsx'
import type { FormSection } from './field.ts'
import classes from './form.module.css'
import { FormContext, type FormState } from './form-context.ts'
import { fieldAt, leftovers, type Read, type Remark, spelled, startsWith } from './reading.ts'
import { SectionView } from './section-view.tsx'
import { sectionsOf } from './sections/sections.ts'

/** The document as controls. While the text is not TOML it shows what it last was, and where the mistake is. */
export const PolicyForm = memo(function PolicyForm({
  form,
  broken,
  onGoTo,
}: {
  form: FormState
  broken: Extract<Read, { ok: false }> | null
  onGoTo: (line: number, column: number) => void
}) {
  const { root, kind, remarks, cursor } = form
  const sections = sectionsOf(kind)
  const left = useMemo(() => leftovers(root, sections), [root, sections])
  const byCursor = cursor ? fieldAt(root, sections, cursor) : undefined
  const [toggled, setToggled] = useState<Readonly<Record<string, boolean>>>({})
  // What is set when the document is opened stands open; what is set later opens by the hand that sets it.
  const [opened] = useState(() => new Set(sections.filter((it) => isSet(root, it)).map((it) => it.id)))
  const box = useRef<HTMLDivElement>(null)
  const active = byCursor?.section
  useEffect(() => {
    if (!active || !cursor) return
    const pane = box.current?.closest('[data-pane]')
    const section = box.current?.querySelector(`[data-section="${active}"]`)
    const target = section?.querySelector('[data-active]') ?? section
    // Only the pane scrolls: the page stays where the typing is.
    if (!pane || !target || pane.scrollHeight <= pane.clientHeight) return
    const [outer, inner] = [pane.getBoundingClientRect(), target.getBoundingClientRect()]
    if (inner.top < outer.top || inner.top > outer.bottom - 60) pane.scrollTop += inner.top - outer.top - 60
  }, [active, cursor])
  return (
    <FormContext value={form}>
      <div ref={box} className={classes.form}>
        <h2 className={classes.hidden}>Form</h2>
        {broken ? (
          <div className={classes.broken}>
            <Notice
              tone="bad"
              live
              title="The text is not TOML just now"
              actions={
                <Button size="compact-xs" variant="default" onClick={() => onGoTo(broken.line, broken.column)}>
                  Go to line {broken.line}
                </Button>
              }
            >
              The form shows what it last was and cannot be changed until line {broken.line} is put right.
            </Notice>
          </div>
        ) : null}
        {sections.map((section) => (
          <SectionView
            key={section.id}
            section={section}
            left={left.get(section.id) ?? []}
            remarks={remarksIn(section, remarks, left.get(section.id)?.map((it) => it.path) ?? [], root)}
            open={toggled[section.id] ?? opened.has(section.id)}
            active={byCursor?.section === section.id}
            onToggle={() => setToggled((it) => ({ ...it, [section.id]: !(it[section.id] ?? opened.has(section.id)) }))}
          />
        ))}
      </div>
    </FormContext>
  )
})

const isSet = (root: FormState['root'], section: FormSection) =>
  section.fields.some(({ path }) => valueAt(root, spelled(root, path)) !== undefined)

/** The remarks about a section's controls; those about a whole table count where its first control is. */
function remarksIn(section: FormSection, remarks: readonly Remark[], left: readonly Path[], root: FormState['root']): Remark[] {
  const paths = [...section.fields.map((it) => spelled(root, it.path)), ...left]
  return remarks.filter(({ path }) => paths.some((it) => startsWith(path, it)))
}
