import type { IdentityProvider, PersonRef } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useForgetLink } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'

/** For somebody whom the provider calls by another name now: the earlier account no longer leads to them. */
export function ForgetLink({ person, provider }: { person: PersonRef; provider: IdentityProvider }) {
  const [asking, setAsking] = useState(false)
  const [forgotten, setForgotten] = useState(false)
  const { id } = useWorkspace()
  const forget = useForgetLink(id, provider.id)
  if (forgotten) return <Text size="sm">Their earlier account is forgotten: they can sign in with this one.</Text>
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        Forget their earlier account
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Forget by which account ${person.name} is known?`}
        act="Forget it"
        danger
        onConfirm={async () => {
          await forget.mutateAsync(person.id)
          setForgotten(true)
        }}
      >
        Their sessions with {provider.name} end. Whoever signs in there next with {person.email} becomes {person.name} here: make
        sure that it is the same person.
      </ConfirmDialog>
    </>
  )
}
