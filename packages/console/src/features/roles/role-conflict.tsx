import { type CustomRole, type Permission, permissionNames, permissions } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'
import { mergeRole, type RoleValues } from './merge-role.ts'
import classes from './roles.module.css'

/** Another owner saved first: what each of the two changed, and a way on. Nothing is lost whichever is taken. */
export function RoleConflict(props: {
  theirs: CustomRole
  mine: RoleValues
  before: RoleValues
  onClose: () => void
  onTakeTheirs: () => void
  onMerge: (merged: RoleValues) => void
}) {
  const { theirs, mine, before } = props
  return (
    <Modal opened onClose={props.onClose} title="Another owner saved this role meanwhile" size="lg">
      <Stack gap="md">
        <Text size="sm">
          Saved <When at={theirs.updatedAt} />. Yours was not saved and is not lost.
        </Text>
        <Changes title="They changed" from={before} to={theirs} />
        <Changes title="You changed" from={before} to={mine} />
        <Text size="sm" c="dimmed">
          Putting both together keeps every change of either; where both changed the name or the description, yours stands. It is
          not saved until you save it.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            Keep looking
          </Button>
          <Button variant="default" onClick={props.onTakeTheirs}>
            Take theirs
          </Button>
          <Button onClick={() => props.onMerge(mergeRole(before, theirs, mine))}>Put both together</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function Changes({ title, from, to }: { title: string; from: RoleValues; to: RoleValues }) {
  const lines = [
    ...(from.name === to.name ? [] : [`The name to “${to.name}”`]),
    ...(from.description === to.description ? [] : ['The description']),
    ...difference(to.permissions, from.permissions).map((it) => `Allows now: ${permissions[it].label}`),
    ...difference(from.permissions, to.permissions).map((it) => `Allows no longer: ${permissions[it].label}`),
  ]
  return (
    <div>
      <Text size="sm" fw={600}>
        {title} {count(lines.length, 'thing')}
      </Text>
      {lines.length > 0 ? (
        <ul className={classes.plain}>
          {lines.map((it) => (
            <li key={it}>{it}</li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

const difference = (has: readonly Permission[], lacks: readonly Permission[]) =>
  permissionNames.filter((it) => has.includes(it) && !lacks.includes(it))
