import type { Snippet } from '@bailiwick/contracts'
import { Text, Title } from '@mantine/core'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Prose } from '../../ui/prose.tsx'
import classes from './connect-page.module.css'

/** Numbered steps: what, why, and the text to take along. */
export function Steps({ steps, level }: { steps: Snippet[]; level: 3 | 4 }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step.id} className={classes.step}>
          <Title order={level} fz="md">
            {step.title}
          </Title>
          <Text size="sm" c="dimmed" mb="xs" maw="72ch">
            <Prose text={step.why} />
          </Text>
          <CodeBlock
            text={step.text}
            label={step.title}
            title={
              step.place === 'terminal' ? `In a terminal${step.language === 'powershell' ? ' (PowerShell)' : ''}` : step.place
            }
          />
        </li>
      ))}
    </ol>
  )
}
