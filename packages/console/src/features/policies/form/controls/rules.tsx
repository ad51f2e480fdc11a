import { isTable, type Path, type TomlTable, type TomlValue } from '@bailiwick/policy'
import { Button, SegmentedControl, TextInput, VisuallyHidden } from '@mantine/core'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useWorkspace } from '../../../../shell/workspace.tsx'
import { TextLink } from '../../../../ui/link.tsx'
import { count } from '../../../../ui/words.ts'
import classes from '../form.module.css'
import { useField, useForm } from '../form-context.ts'
import { startsWith } from '../reading.ts'
import { commandOf, patternOf } from '../text/command-words.ts'
import { Pager, usePage } from './pager.tsx'
import { RuleRow } from './rule-row.tsx'

/** The rules about commands, in their order, a page of them at a time. */
export function Rules({ path, value }: { path: Path; value: TomlValue | undefined }) {
  const { edit, readOnly, cursor } = useForm()
  const { remarks } = useField(path)
  const rules = Array.isArray(value) ? value : []
  const [search, setSearch] = useState('')
  const found = useDeferredValue(search).trim().toLowerCase()
  const shown = rules.flatMap((rule, at) => (found === '' || sayRule(rule).includes(found) ? [at] : []))
  const page = usePage(shown.length)
  const box = useRef<HTMLDivElement>(null)
  const [said, setSaid] = useState('')
  const moved = useRef<string | null>(null)
  // A rule that changes its place takes its buttons along: the one that was pressed keeps the focus.
  useEffect(() => {
    if (moved.current && value !== undefined) box.current?.querySelector<HTMLElement>(`[data-move="${moved.current}"]`)?.focus()
    moved.current = null
  }, [value])
  const at = cursor && startsWith(cursor, path) ? cursor[path.length] : undefined
  const show = useRef(page.show)
  show.current = page.show
  // The cursor of the text brings its rule onto the screen.
  useEffect(() => {
    if (typeof at === 'number' && found === '') show.current(at)
  }, [at, found])

  const move = (from: number, to: number, button: 'up' | 'down') => {
    if (to < 0 || to >= rules.length) return
    moved.current = `${button}-${to}`
    edit({ do: 'move', path, from, to })
    page.show(to)
    setSaid(`The rule is now rule ${to + 1} of ${rules.length}.`)
  }
  return (
    <div ref={box}>
      <NotMatched />
      {rules.length > 8 ? (
        <TextInput
          size="xs"
          mb="xs"
          type="search"
          aria-label="Find a rule"
          placeholder={`Find among ${count(rules.length, 'rule')}`}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      ) : null}
      {found !== '' && shown.length === 0 ? <p className={classes.note}>No rule has these words.</p> : null}
      <ol className={classes.rules} aria-label={`Command rules: ${rules.length}`}>
        {shown.slice(page.from, page.to).map((index) => (
          <RuleRow
            key={index}
            at={index}
            last={rules.length - 1}
            path={[...path, index]}
            rule={asRule(rules[index])}
            remarks={remarks.filter((it) => it.path[path.length] === index)}
            active={at === index}
            {...(readOnly ? {} : { onMove: (to: number, button: 'up' | 'down') => move(index, to, button) })}
          />
        ))}
      </ol>
      <Pager page={page} what="rule" />
      {readOnly ? null : (
        <AddRule
          onAdd={(rule) => {
            edit({ do: 'insert', path, at: rules.length, value: rule })
            page.show(rules.length)
          }}
        />
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </div>
  )
}

/** What a rule about words cannot see: the client looks at such a line as one call of the shell (0.169.0). */
function NotMatched() {
  const { at } = useWorkspace()
  return (
    <p className={classes.note}>
      A rule about <code>git push</code> does not hold for <code>git push &gt; log</code>, <code>FOO=1 git push</code>,{' '}
      <code>(git push)</code>, <code>git push &amp;</code>, <code>sudo git push</code> or <code>bash -c "git push"</code>: ask{' '}
      <TextLink to={at.lookup()}>Lookup</TextLink> or <code>bailiwick policy eval</code> (<code>docs/policy-engine.md</code>), and
      let the sandbox hold what must hold.
    </p>
  )
}

function AddRule({ onAdd }: { onAdd: (rule: TomlTable) => void }) {
  const [command, setCommand] = useState('')
  const [decision, setDecision] = useState('prompt')
  const pattern = patternOf(command)
  const add = () => {
    if (pattern.length === 0) return
    onAdd({ pattern, decision })
    setCommand('')
  }
  return (
    <div className={classes.row}>
      <TextInput
        size="xs"
        aria-label="Command of a new rule"
        placeholder="git push|commit"
        autoComplete="off"
        spellCheck={false}
        value={command}
        onChange={(event) => setCommand(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <SegmentedControl
        size="xs"
        aria-label="Decision of a new rule"
        value={decision}
        onChange={setDecision}
        data={[
          { value: 'prompt', label: 'Ask' },
          { value: 'forbidden', label: 'Forbid' },
        ]}
      />
      <Button size="xs" variant="default" onClick={add}>
        Add
      </Button>
    </div>
  )
}

const asRule = (value: TomlValue | undefined): TomlTable => (isTable(value) ? value : {})

function sayRule(rule: TomlValue): string {
  const { pattern, justification } = asRule(rule)
  return `${commandOf(pattern) ?? ''} ${typeof justification === 'string' ? justification : ''}`.toLowerCase()
}
