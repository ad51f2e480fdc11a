import { Button, Group, Stack, TextInput } from '@mantine/core'

const presets = [
  { label: 'An hour', hours: 1 },
  { label: 'A day', hours: 24 },
  { label: 'A week', hours: 24 * 7 },
  { label: '30 days', hours: 24 * 30 },
]

/** When an exception ends: a date and time of the reader's zone, with the usual lengths a press away. */
export function UntilField(props: { value: string; onChange: (local: string) => void; error?: React.ReactNode; label?: string }) {
  return (
    <Stack gap={6}>
      <TextInput
        type="datetime-local"
        label={props.label ?? 'Until'}
        description={`It ends by itself then. Your time zone: ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`}
        maw={280}
        required
        value={props.value}
        error={props.error}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      <Group gap={6}>
        {presets.map((it) => (
          <Button key={it.hours} size="compact-xs" variant="default" onClick={() => props.onChange(localAfter(it.hours))}>
            {it.label}
          </Button>
        ))}
      </Group>
    </Stack>
  )
}

/** What a date-and-time field holds, so many hours from now. */
export function localAfter(hours: number): string {
  return toLocal(new Date(Date.now() + hours * 3_600_000))
}

/** A moment as a date-and-time field spells it, in the reader's zone. */
export function toLocal(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

/** What such a field means as RFC 3339; the empty text when it holds no date. */
export function fromLocal(local: string): string {
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}
