import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useWorkspace } from '../../../shell/workspace.tsx'

/** The ways in which a change is not in force yet, each a page of its own. */
export function ChangeTabs({ shown }: { shown: 'drafts' | 'observing' | 'rollouts' | 'held' }) {
  const { at } = useWorkspace()
  const navigate = useNavigate()
  const pages = { drafts: at.drafts(), observing: at.evaluations(), rollouts: at.rollouts(), held: at.heldChanges() }
  return (
    <Tabs
      value={shown}
      onChange={(tab) => {
        if (tab === 'drafts' || tab === 'observing' || tab === 'rollouts' || tab === 'held') void navigate({ to: pages[tab] })
      }}
      mb="md"
    >
      <Tabs.List aria-label="Changes on their way">
        <Tabs.Tab value="drafts" aria-controls="changes">
          Drafts
        </Tabs.Tab>
        <Tabs.Tab value="observing" aria-controls="changes">
          Observing
        </Tabs.Tab>
        <Tabs.Tab value="rollouts" aria-controls="changes">
          Rollouts
        </Tabs.Tab>
        <Tabs.Tab value="held" aria-controls="changes">
          Held changes
        </Tabs.Tab>
      </Tabs.List>
    </Tabs>
  )
}
