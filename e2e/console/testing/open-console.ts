import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { type RealServer, startRealServer } from '../../server.ts'
import { openBrowser } from '../../stock-client/testing/browser.ts'

/** The demo company's console in a real browser. */
export interface Console {
  server: RealServer
  /** A page signed in as the person whose e-mail begins so, nobody when null. One person on one device keeps one browser. */
  pageAs(key: string | null, options?: BrowserContextOptions): Promise<Page>
  close(): Promise<void>
}

export async function openConsole(): Promise<Console> {
  const [server, browser] = await Promise.all([startRealServer(), openBrowser()])
  const contexts = new Map<string, Promise<BrowserContext>>()
  return {
    server,
    async pageAs(key, options = {}) {
      const id = JSON.stringify([key, options])
      const context = contexts.get(id) ?? openContext(server, browser, key, options)
      contexts.set(id, context)
      return (await context).newPage()
    },
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

async function openContext(server: RealServer, browser: Browser, key: string | null, options: BrowserContextOptions) {
  const context = await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce', ...options })
  if (key) {
    const { headers } = await server.person(key)
    const [name = '', value = ''] = (headers.cookie ?? '').split('=')
    await context.addCookies([{ name, value, url: server.url }])
  }
  return context
}

/** What axe finds on the page as it stands, in one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.target.join(' ')}`))
}
