import type { approvalRoutes, ReturnsOf } from '@bailiwick/contracts'
import { Radio, Stack, Text } from '@mantine/core'
import { Notice } from '../../ui/notice.tsx'

export type WorkspaceChoice = ReturnsOf<typeof approvalRoutes.find>['workspaces'][number]

/** Where one may begin: the only workspace that allows it, or nothing when there is a choice to make. */
export function firstChoice(workspaces: WorkspaceChoice[]): string | null {
  const allowed = workspaces.filter((it) => it.allowed)
  return allowed.length === 1 || workspaces.length === 1 ? ((allowed[0] ?? workspaces[0])?.id ?? null) : null
}

/** In which workspace the client is to work; those that do not allow it say why. */
export function WorkspacePicker(props: { workspaces: WorkspaceChoice[]; value: string | null; onChange: (id: string) => void }) {
  const [only] = props.workspaces
  if (!only) return <Notice tone="warn">You are in no workspace here, so Codex cannot sign in as you.</Notice>
  if (props.workspaces.length === 1) {
    return only.allowed ? (
      <Text size="sm">
        Workspace: <strong>{only.name}</strong>
      </Text>
    ) : (
      <Notice tone="warn" title={`${only.name} does not allow this`}>
        {only.because}
      </Notice>
    )
  }
  return (
    <Radio.Group
      label="Workspace"
      description="Its policy applies to what Codex does there."
      value={props.value}
      onChange={props.onChange}
    >
      <Stack gap="xs" mt="xs">
        {props.workspaces.map((it) => (
          <Radio
            key={it.id}
            value={it.id}
            label={it.name}
            disabled={!it.allowed}
            {...(it.allowed ? {} : { description: it.because })}
          />
        ))}
      </Stack>
    </Radio.Group>
  )
}
