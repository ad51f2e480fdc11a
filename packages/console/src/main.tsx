import './theme/styles.ts'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/query-client.ts'
import { paths } from './paths.ts'
import { createConsoleRouter } from './routes.tsx'
import { colorSchemeManager } from './shell/color-scheme.ts'
import { resolveCssVariables, theme } from './theme/theme.ts'

const queryClient = createQueryClient(() => {
  const { pathname, searchStr } = router.state.location
  if (pathname !== paths.signIn()) void router.navigate({ to: paths.signIn(), search: { next: pathname + searchStr } })
})
const router = createConsoleRouter(queryClient)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveCssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
