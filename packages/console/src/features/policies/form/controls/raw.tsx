import type { Path, TomlValue } from '@bailiwick/policy'
import { Button } from '@mantine/core'
import classes from '../form.module.css'
import { useForm } from '../form-context.ts'
import { toToml } from '../text/to-toml.ts'

/** What is written, as it is; the text is where it changes. */
export function Raw({ path, value, title }: { path: Path; value: TomlValue; title: string }) {
  const { openText, readOnly } = useForm()
  const words = readOnly ? 'Show in the TOML' : 'Edit in the TOML'
  const whole = toToml(value).replace(/\s+/g, ' ')
  return (
    <div className={classes.raw}>
      <code className={classes.code}>{whole.length > 120 ? `${whole.slice(0, 117)}…` : whole}</code>
      <Button size="compact-xs" variant="default" aria-label={`${words}: ${title}`} onClick={() => openText(path)}>
        {words}
      </Button>
    </div>
  )
}
