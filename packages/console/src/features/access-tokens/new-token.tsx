import type { AccessToken } from '@bailiwick/contracts'
import { Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { connectQuery } from '../../api/queries/connect.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { TextLink } from '../../ui/link.tsx'
import { OneTimeSecret } from '../../ui/one-time-secret.tsx'
import { When } from '../../ui/time.tsx'

/**
 * The token once, with the lines that use it: in the environment of a run, or as a stored sign-in (AU-11). Each sets the address first:
 * without it client 0.169.0 sends the token to the vendor.
 */
export function NewToken({ made, onDone }: { made: { token: AccessToken; secret: string }; onDone: () => void }) {
  const { token, secret } = made
  const { id, at } = useWorkspace()
  const connect = useQuery(connectQuery(id))
  const address = `${connect.data?.publicUrl ?? window.location.origin}/api/accounts`
  const run = "codex exec 'Run the tests and say what fails'"
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
            text={`export CODEX_AUTHAPI_BASE_URL='${address}'\nexport CODEX_ACCESS_TOKEN='${secret}'\n${run}`}
          />
        </Tabs.Panel>
        <Tabs.Panel value="powershell">
          <CodeBlock
            label="line for PowerShell"
            title="In the environment of the job, on Windows"
            wrap
            text={`$env:CODEX_AUTHAPI_BASE_URL = '${address}'\n$env:CODEX_ACCESS_TOKEN = '${secret}'\n${run}`}
          />
        </Tabs.Panel>
        <Tabs.Panel value="login">
          <CodeBlock
            label="line for a stored sign-in"
            title="Once on the machine; Codex keeps it in its home folder"
            wrap
            text={`export CODEX_AUTHAPI_BASE_URL='${address}'\nprintf '%s' '${secret}' | codex login --with-access-token`}
          />
        </Tabs.Panel>
      </Tabs>
      <Text size="sm" c="dimmed">
        The first line keeps the token from being sent to the vendor: set it for every run. The machine needs two addresses in its
        configuration besides: <TextLink to={at.connect()}>Connect Codex, for automation</TextLink>. Put the token into no
        repository.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onDone}>Done, I kept it</Button>
      </Group>
    </Stack>
  )
}
