import type { Me } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { factorsQuery, useFactorsChanged } from '../../../api/queries/factors.ts'
import { QueryView } from '../../../ui/query-view.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { AddFactor } from '../../account/add-factor.tsx'
import { StepUp } from '../step-up.tsx'

/** Whoever has a factor shows it; whoever has none adds one. Either way the page that was wanted opens. */
export function FactorObstacle({ me }: { me: Me }) {
  const changed = useFactorsChanged()
  const factors = useQuery({ ...factorsQuery, enabled: !me.secondFactor.enrolled })
  if (me.secondFactor.enrolled) {
    const methods = me.signIn.proofs.filter((it) => it === 'totp' || it === 'passkey')
    return (
      <StepUp
        methods={methods}
        why="You have one; this sign-in was made without it. Show it now, and the page that you wanted opens."
        onProved={() => void changed()}
      />
    )
  }
  return (
    <Stack gap="md">
      <Text size="sm">
        You have none yet. Add one now: a passkey (finger, face or PIN) or an authenticator app on your phone. It takes a minute,
        and the page that you wanted opens then.
      </Text>
      <QueryView query={factors} skeleton={<BlockSkeleton lines={1} height={36} />}>
        {(all) => <AddFactor factors={all} email={me.email} />}
      </QueryView>
    </Stack>
  )
}
