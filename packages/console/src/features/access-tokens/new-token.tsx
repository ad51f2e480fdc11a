import type { AccessToken } from '@bailiwick/contracts'
import { Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { CodeBlock } from '../../ui/code-block.tsx'
import { OneTimeSecret } from '../../ui/one-time-secret.tsx'
import { When } from '../../ui/time.tsx'

/** The token once, with the lines that use it: in the environment of a run, or as a stored sign-in (AU-11). */
export function NewToken({ made, onDone }: { made: { token: AccessToken; secret: string }; onDone: () => void }) {
  const { token, secret } = made
  return (
    <Stack gap="md">
      <OneTimeSecret text={secret} label="access token">
        Keep it where your CI keeps its secrets.{' '}
        {token.expiresAt ? (
          <>
            It ends <When at={token.expiresAt} />.
          </>
        ) : (
          'It does not end by itself.'
        )}
      </OneTimeSecret>
      <Tabs defaultValue="environment" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="environment">For one run</Tabs.Tab>
          <Tabs.Tab value="powershell">In PowerShell</Tabs.Tab>
          <Tabs.Tab value="login">As a stored sign-in</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="environment">
          <CodeBlock
            label="line for one run"
            title="In the environment of the job"
            wrap
            text={`export CODEX_ACCESS_TOKEN='${secret}'\ncodex exec 'Run the tests and say what fails'`}
          />
        </Tabs.Panel>
        <Tabs.Panel value="powershell">
          <CodeBlock
            label="line for PowerShell"
            title="In the environment of the job, on Windows"
            wrap
            text={`$env:CODEX_ACCESS_TOKEN = '${secret}'\ncodex exec 'Run the tests and say what fails'`}
          />
        </Tabs.Panel>
        <Tabs.Panel value="login">
          <CodeBlock
            label="line for a stored sign-in"
            title="Once on the machine; Codex keeps it in its home folder"
            wrap
            text={`printf '%s' '${secret}' | codex login --with-access-token`}
          />
        </Tabs.Panel>
      </Tabs>
      <Text size="sm" c="dimmed">
        The machine needs the same configuration as every Codex here; Connect Codex shows it. Put neither line into a repository.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onDone}>Done, I kept it</Button>
      </Group>
    </Stack>
  )
}
