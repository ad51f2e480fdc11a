import { Text } from '@mantine/core'
import classes from './code-block.module.css'
import { CopyButton } from './copy-button.tsx'

/** Text to be taken as it is: scrolls by itself, can be focused and copied. */
export function CodeBlock({ text, title, label, wrap }: { text: string; title?: string; label: string; wrap?: boolean }) {
  return (
    <figure className={classes.figure} aria-label={label}>
      <figcaption className={classes.caption}>
        <Text size="xs" c="dimmed" truncate>
          {title ?? label}
        </Text>
        <CopyButton text={text} label={`Copy ${label}`} quiet />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll region must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className={classes.code} data-wrap={wrap || undefined} tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  )
}
