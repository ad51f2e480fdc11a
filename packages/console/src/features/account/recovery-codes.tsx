import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { saveAs } from '../../ui/save-as.ts'
import classes from './recovery-codes.module.css'

/** The codes for the day when the phone is gone. They are shown this once, so leaving asks whether they are kept. */
export function RecoveryCodes({ codes, email, onKept }: { codes: string[]; email: string; onKept: () => void }) {
  const [kept, setKept] = useState(false)
  const where = window.location.host
  const text = [`Bailiwick recovery codes for ${email} at ${where}`, 'Each works once.', '', ...codes, ''].join('\n')
  return (
    <Stack gap="md">
      <Notice tone="warn" live title="Keep these codes now; they are not shown again">
        Each signs you in once, in place of your second factor. Keep them where you keep important papers or passwords, not on the
        device that they stand in for.
      </Notice>
      <div className={classes.sheet} data-print-sheet>
        <Text size="sm" className={classes.head}>
          Bailiwick recovery codes for {email} at {where}. Each works once.
        </Text>
        <ol className={classes.codes} aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </div>
      <Group gap="xs">
        <CopyButton text={text} label="Copy the codes" />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={15} />}
          onClick={() => saveAs('bailiwick-recovery-codes.txt', 'text/plain', [text])}
        >
          Download
        </Button>
        <Button variant="default" size="xs" leftSection={<IconPrinter size={15} />} onClick={() => window.print()}>
          Print
        </Button>
      </Group>
      <Checkbox label="I have kept these codes" checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <Group justify="flex-end">
        <Button disabled={!kept} onClick={onKept}>
          Done
        </Button>
      </Group>
    </Stack>
  )
}
