import { ssoSignInRoutes } from '@bailiwick/contracts'
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { IconBuilding } from '@tabler/icons-react'
import { z } from 'zod'
import { useDiscover } from '../../api/queries/single-sign-on-sign-in.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { paths, safeNext } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { toProvider } from './to-provider.ts'

const shape = z.object({ email: z.string().optional(), next: z.string().optional() })

/** Finds the identity provider by the address, and goes there. */
export function SingleSignOnPage() {
  const [{ email, next }] = useUrlState(shape)
  const discover = useDiscover()
  const go = (url: string) => toProvider(url, safeNext(next))
  const { form, submit, busy, problem } = useApiForm({
    initial: { email: email ?? '' },
    shape: ssoSignInRoutes.discover.body,
    send: (values) => discover.mutateAsync(values),
    onDone: ({ providers }) => {
      const [only, another] = providers
      if (only && !another) go(only.url)
    },
  })
  const found = discover.data?.providers
  return (
    <PlainPage>
      <PageHeader title="Single sign-on" answer="Your e-mail address says which identity provider is yours." />
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="E-mail" type="email" autoComplete="username" {...form.getInputProps('email')} />
          <Button type="submit" loading={busy} fullWidth>
            Continue
          </Button>
          {found?.length === 0 ? (
            <Notice tone="info" live title="No identity provider belongs to this address">
              Check the spelling. If your company uses single sign-on, an owner of your workspace has to add the part after the @
              as a domain first. Until then, sign in with your password or a passkey.
            </Notice>
          ) : null}
          {found && found.length > 1 ? (
            <Stack gap="xs" role="group" aria-label="Identity providers">
              <Text size="sm">Several workspaces sign in with this address. Which one?</Text>
              {found.map((it) => (
                <Button
                  key={it.url}
                  variant="default"
                  justify="flex-start"
                  leftSection={<IconBuilding size={18} />}
                  onClick={() => go(it.url)}
                >
                  {it.workspaceName} with {it.name}
                </Button>
              ))}
            </Stack>
          ) : null}
          <TextLink to={paths.signIn(next)} size="sm">
            Sign in another way
          </TextLink>
        </Stack>
      </form>
    </PlainPage>
  )
}
