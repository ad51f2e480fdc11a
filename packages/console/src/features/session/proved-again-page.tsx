import { Text } from '@mantine/core'
import { useEffect } from 'react'
import { paths } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { tellProved } from './proved-elsewhere.ts'

/** The end of a proof by single sign-on, in the tab that was opened for it. */
export function ProvedAgainPage() {
  useEffect(tellProved, [])
  return (
    <PlainPage>
      <PageHeader title="It is you" answer="The page that asked goes on by itself. You can close this tab." />
      <Text size="sm">
        <TextLink to={paths.home()}>Go to the console</TextLink>
      </Text>
    </PlainPage>
  )
}
