import type { ReturnsOf, singleSignOnRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useReadMetadata } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'

/** Takes the provider's SAML metadata, as text or by its address, and hands over what stands in it. */
export function MetadataReader({ onRead }: { onRead: (found: ReturnsOf<typeof singleSignOnRoutes.readMetadata>) => void }) {
  const { id } = useWorkspace()
  const read = useReadMetadata(id)
  const [text, setText] = useState('')
  const given = text.trim()
  const isAddress = /^https?:\/\/\S+$/.test(given)
  return (
    <Stack gap="xs">
      <Textarea
        label="Metadata"
        description="Paste the XML that the identity provider offers for download, or its address. It fills in the fields below."
        placeholder="<EntityDescriptor … or https://…"
        minRows={3}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 'var(--mantine-font-size-xs)' } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {read.error ? <ErrorState error={read.error} /> : null}
      <Group>
        <Button
          variant="default"
          size="xs"
          disabled={given.length < 10}
          loading={read.isPending}
          onClick={() => read.mutate(isAddress ? { url: given } : { xml: given }, { onSuccess: onRead })}
        >
          Read the metadata
        </Button>
      </Group>
    </Stack>
  )
}
