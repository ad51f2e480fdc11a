import type { PolicyTemplate } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { Section } from '../../ui/section.tsx'
import { DiffView } from './diff/diff-view.tsx'
import { ProblemList } from './editor/problem-list.tsx'
import { Verdict } from './editor/verdict.tsx'

/** What the vendor's guide prints, what a client says to it, and what was corrected. */
export function TemplateAsPublished({
  template,
  asPublished,
}: {
  template: PolicyTemplate
  asPublished: NonNullable<PolicyTemplate['asPublished']>
}) {
  return (
    <Section title="Against the vendor's guide" framed>
      <Stack gap="sm">
        <Text size="sm" component="div">
          As published: <Verdict check={asPublished.check} />
        </Text>
        {asPublished.check.problems.length > 0 ? <ProblemList problems={asPublished.check.problems} /> : null}
        <DiffView
          before={{ title: 'As published', text: asPublished.contents }}
          after={{ title: 'Corrected, as it starts below', text: template.contents }}
        />
      </Stack>
    </Section>
  )
}
