import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser, signInOnPage } from '../stock-client/testing/browser.ts'
import type { Shot, Viewer } from './pages.ts'

/** A browser that takes pictures, as several people. */
export interface Studio {
  signIn(who: Viewer, url: string, people: { email: string; password: string }[]): Promise<void>
  /** Sets an empty installation up as Olga. */
  setUp(link: string, workspace: string): Promise<void>
  take(shots: Shot[], url: string): Promise<void>
  close(): Promise<void>
}

const desk = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

export async function openStudio({ folder, fullPage }: { folder: string; fullPage: boolean }): Promise<Studio> {
  const browser = await openBrowser()
  const cookies = new Map<Viewer, Awaited<ReturnType<BrowserContext['storageState']>>>()

  async function open(who: Viewer, shot: Pick<Shot, 'dark' | 'phone'> = {}): Promise<Page> {
    const storageState = cookies.get(who)
    const context = await browser.newContext({
      viewport: shot.phone ? phone : desk,
      colorScheme: shot.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
      ...(storageState && { storageState }),
    })
    return context.newPage()
  }
  async function keep(who: Viewer, page: Page): Promise<void> {
    await page.waitForURL(/\/w\//)
    await settled(page)
    cookies.set(who, await page.context().storageState())
    await page.context().close()
  }

  return {
    async signIn(who, url, people) {
      const person = people.find((it) => it.email.startsWith(`${who}@`))
      if (!person) throw new Error(`nobody is called ${who}`)
      const page = await open('nobody')
      await page.goto(`${url}/sign-in`)
      await signInOnPage(page, person)
      await keep(who, page)
    },
    async setUp(link, workspace) {
      const page = await open('nobody')
      await page.goto(link)
      await page.getByLabel('Workspace').fill(workspace)
      await page.getByLabel('Your name').fill('Olga Owner')
      await page.getByLabel('Your e-mail').fill('olga@northwind.test')
      await page.getByLabel('Password', { exact: true }).fill('olga-likes-long-passwords')
      await page.getByRole('button', { name: 'Create the workspace' }).click()
      await keep('olga', page)
    },
    async take(shots, url) {
      for (const shot of shots) {
        const page = await open(shot.as ?? 'ada', shot)
        try {
          await page.goto(new URL(shot.at, url).href)
          await settled(page)
          await shot.act?.(page)
          if (shot.act) await settled(page)
          await page.screenshot({ path: join(folder, `${shot.name}.png`), fullPage, animations: 'disabled', caret: 'hide' })
        } catch (error) {
          throw new Error(`no picture of ${shot.name}`, { cause: error })
        } finally {
          await page.context().close()
        }
      }
    },
    close: () => browser.close(),
  }
}

/** The page has its heading, asks nothing more, and holds no place for anything. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1, h2').first().waitFor()
  await page.waitForLoadState('networkidle')
  // By locator: the page's own policy refuses a text that is evaluated again and again.
  await page.locator('.mantine-Skeleton-root, [data-loading]').first().waitFor({ state: 'hidden' })
  await page.evaluate('document.fonts.ready.then(() => true)')
}
