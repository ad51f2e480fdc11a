import { policyRoutes } from '@bailiwick/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFindings, type Console, openConsole } from './testing/open-console.ts'

let bailiwick: Console
const policies: Record<string, string> = {}
beforeAll(async () => {
  bailiwick = await openConsole()
  const { items } = (await bailiwick.server.owner.call(policyRoutes.list, { query: {} })).body
  for (const it of items) policies[it.name] = it.id
})
afterAll(() => bailiwick?.close())

/** Two cores are shared by much: what comes soon may take a moment. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 10_000 })

const wide = { viewport: { width: 1440, height: 900 } } as const
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: 'dark' } as const

const text = (page: Page) => page.getByRole('textbox', { name: 'Requirements of Standard' })
/** The document as its editor holds it. The lines on the screen are enough for a short one. */
const lines = (page: Page) => page.locator('.cm-line').allInnerTexts()
const written = async (page: Page) => (await lines(page)).map((it) => it.replace(/\u200b/g, '').trimEnd()).join('\n')

/** The marked lines that can be seen without scrolling. */
const pointedInView = (page: Page): Promise<string[]> =>
  page.evaluate(`{
    const box = document.querySelector('.cm-scroller').getBoundingClientRect()
    const within = (it) => it.top >= box.top && it.bottom <= box.bottom
    const marked = [...document.querySelectorAll('.bw-pointed')]
    marked.filter((it) => within(it.getBoundingClientRect())).map((it) => it.textContent)
  }`)

async function open(who: string, contents?: string, options: Parameters<Console['pageAs']>[1] = wide): Promise<Page> {
  const page = await bailiwick.pageAs(who, options)
  page.setDefaultTimeout(10_000)
  await page.goto(`/w/acme/policies/${policies.Standard}`)
  await page.getByText('Clients accept this').first().waitFor()
  // What an earlier test left in this browser is not what this one is about.
  const offer = page.getByRole('button', { name: 'Throw it away' })
  if ((await offer.count()) > 0) await offer.click()
  if (contents !== undefined) await write(page, contents)
  return page
}

/** Pastes over the whole text: typing would let brackets close themselves. */
async function write(page: Page, contents: string) {
  await text(page).focus()
  await page.keyboard.press('Control+a')
  if (contents === '') return page.keyboard.press('Delete')
  await page.evaluate(`{
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify(contents)})
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }`)
}

/** Opens a section of the form, if it is not open. */
async function section(page: Page, id: string) {
  const found = page.locator(`[data-section="${id}"]`)
  const button = found.locator('h3 button')
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click()
  return found
}

const sample = `# Engineering

# The sandbox
allowed_sandbox_modes = ["read-only"] # it has to stay

# Commands
[rules]
prefix_rules = [
  # pushing
  { pattern = [{ token = "git" }, { token = "push" }], decision = "prompt" }, # asked
  # removing
  { pattern = [{ token = "rm -rf" }], decision = "forbidden" },
]
`

test('a tick in the form writes into the text and keeps its comments; undo and redo go through both', async () => {
  const page = await open('ada', sample)
  const touch = await section(page, 'touch')
  await touch.getByRole('checkbox', { name: /Write in the workspace/ }).click()
  const after = sample.replace('["read-only"]', '["read-only", "workspace-write"]')
  await soon(() => written(page)).toBe(after)
  expect(await touch.getByRole('checkbox', { name: /Read only/ }).isDisabled(), 'a client insists on it').toBe(true)

  await page.keyboard.press('Control+z')
  await soon(() => written(page)).toBe(sample)
  await page.getByRole('button', { name: 'Redo' }).click()
  await soon(() => written(page)).toBe(after)
  await page.getByRole('button', { name: 'Undo' }).click()

  await touch.getByRole('button', { name: 'Lift: Sandbox modes' }).click()
  await soon(() => written(page)).not.toContain('allowed_sandbox_modes')
  await touch.getByRole('button', { name: 'Set a limit: Sandbox modes' }).waitFor()
  await touch.getByRole('button', { name: 'Set a limit: Sandbox modes' }).click()
  await soon(() => written(page)).toContain('allowed_sandbox_modes = ["read-only", "workspace-write"]')
  await page.close()
})

test('what is typed into the text is in the form at once, and a text that is no TOML locks it and names the line', async () => {
  const page = await open('ada', sample)
  const touch = await section(page, 'touch')
  await write(page, 'allowed_sandbox_modes = ["read-only", "danger-full-access"]\nallow_login_shell = false\n')
  await soon(() => touch.getByRole('checkbox', { name: /No sandbox/ }).isChecked()).toBe(true)
  expect(await touch.getByRole('radio', { name: 'Not allowed' }).isChecked()).toBe(true)

  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('oops = = 1\n')
  const notice = page.getByRole('alert').filter({ hasText: 'The text is not TOML just now' })
  await notice.waitFor()
  expect(await touch.getByRole('checkbox', { name: /No sandbox/ }).isChecked(), 'what it last was').toBe(true)
  expect(await touch.getByRole('checkbox', { name: /No sandbox/ }).isDisabled()).toBe(true)
  await page.keyboard.press('Control+Home')
  await notice.getByRole('button', { name: 'Go to line 3' }).click()
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Requirements of Standard')
  expect(await page.locator('.cm-activeLine').innerText()).toBe('oops = = 1')
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Control+Shift+k')
  await notice.waitFor({ state: 'detached' })
  await page.close()
})

test('rules are added, changed, moved by the keyboard and put right where they are', async () => {
  const page = await open('ada', sample)
  const commands = await section(page, 'commands')
  const commandsNow = async () =>
    Promise.all((await commands.getByRole('textbox', { name: /^Command of rule/ }).all()).map((it) => it.inputValue()))
  expect(await commandsNow()).toEqual(['git push', '"rm -rf"'])

  await commands.getByText('it never matches', { exact: false }).waitFor()
  await commands.getByRole('button', { name: 'Split into 2 words' }).click()
  await soon(() => written(page)).toContain('pattern = [{ token = "rm" }, { token = "-rf" }]')

  await commands.getByRole('textbox', { name: 'Command of a new rule' }).fill('docker run|exec')
  await page.keyboard.press('Enter')
  await soon(() => written(page)).toContain(
    '  { pattern = [{ token = "docker" }, { any_of = ["run", "exec"] }], decision = "prompt" },\n]',
  )

  await commands.getByRole('textbox', { name: 'Command of rule 3' }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await soon(commandsNow).toEqual(['git push', 'docker run|exec', 'rm -rf'])
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Move rule 2, docker run|exec up')
  await page.keyboard.press('Enter')
  await soon(commandsNow).toEqual(['docker run|exec', 'git push', 'rm -rf'])
  expect((await written(page)).match(/#.*/g)).toEqual(sample.match(/#.*/g))

  await commands.getByRole('textbox', { name: 'Command of rule 2' }).fill('git push|commit')
  await page.keyboard.press('Enter')
  await soon(() => written(page)).toContain('{ any_of = ["push", "commit"] }')
  await commands.getByRole('button', { name: 'Remove rule 1, docker run|exec' }).click()
  await soon(commandsNow).toEqual(['git push|commit', 'rm -rf'])
  await page.getByText('Clients accept this', { exact: true }).waitFor()
  await page.close()
})

test('a control shows its lines, and the cursor of the text shows its section', async () => {
  const page = await open('ada', sample)
  const commands = await section(page, 'commands')
  await commands.getByRole('textbox', { name: 'Command of rule 2' }).focus()
  await soon(() => page.locator('.bw-pointed').allInnerTexts()).toEqual([expect.stringContaining('rm -rf')])
  await text(page).focus()
  await page.keyboard.press('Control+Home')
  for (let line = 1; line < 4; line++) await page.keyboard.press('ArrowDown')
  await page.locator('[data-section="touch"][data-active]').waitFor()
  await page.getByRole('group', { name: 'Sandbox modes' }).and(page.locator('[data-active]')).waitFor()
  await page.close()
})

test('the text offers keys and values, explains a key, and a remark is put right from the list', async () => {
  const page = await open('ada', '[features]\ncomputer_usee = false\n')
  await page.getByRole('list', { name: 'Problems' }).getByRole('button', { name: 'Write computer_use' }).click()
  await soon(() => written(page)).toBe('[features]\ncomputer_use = false\n')

  await write(page, '')
  await page.keyboard.type('allowed_web')
  const offers = page.getByRole('listbox', { name: 'Completions' })
  await offers.getByText('allowed_web_search_modes').click()
  await page.keyboard.type('["')
  await offers.getByRole('option', { name: 'cached' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Escape')

  await write(page, 'enforce_residency = "us"\n')
  // The text explains a key when the pointer comes to rest on it; one that rested there before has to come again.
  const explained = page.locator('.bw-key-info').getByText('Where requests', { exact: false })
  const line = page.locator('.cm-line').first()
  await soon(async () => {
    await page.mouse.move(1, 1)
    await line.hover({ position: { x: 30, y: 8 } })
    return explained.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    )
  }).toBe(true)
  await page.close()
})

test('each recorded client has its verdict, and its remarks on demand', async () => {
  const page = await open('ada', '[permissions.filesystem]\ndeny_read = ["~/.ssh/**"]\n')
  await page.getByText('No problems', { exact: true }).waitFor()
  const clients = page.getByRole('group', { name: 'Remarks as this client sees it' })
  await clients.getByRole('button', { name: '0.169.0 accepts it' }).waitFor()
  await clients.getByRole('button', { name: '0.130.0 refuses it' }).click()
  await page.getByRole('list', { name: 'Problems' }).getByText('does not begin with /', { exact: false }).waitFor()
  await page.close()
})

test('what is typed in the form is saved with the key for it', async () => {
  const page = await open('ada')
  const models = await section(page, 'models')
  await models.getByRole('textbox', { name: 'Model of a new thread' }).fill('acme-coder')
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog', { name: /^Save version \d+ of Standard/ })
  await dialog.getByText('lines added', { exact: false }).waitFor()
  await dialog.getByRole('button', { name: 'Save and publish' }).click()
  await page.getByText(/^Version \d+ is saved\.$/).waitFor()
  const { contents } = (await bailiwick.server.owner.call(policyRoutes.get, { params: { policyId: policies.Standard } })).body
  expect(contents).toContain('[models.new_thread]\nmodel = "acme-coder"')
  await page.close()
})

test('who may only read finds every control locked, and nothing to press', async () => {
  const page = await open('grace')
  const commands = await section(page, 'commands')
  expect(await commands.getByRole('textbox', { name: 'Command of rule 1' }).getAttribute('readonly')).not.toBeNull()
  expect(await commands.getByRole('button', { name: /^(Add|Remove|Move|Lift)/ }).count()).toBe(0)
  expect(await axeFindings(page)).toEqual([])
  await page.close()
})

test('a thousand rules are shown a page at a time, and the form still writes into the right one', async () => {
  const rule = (at: number) => `# rule ${at}\n[[rules.prefix_rules]]\npattern = [{ token = "tool-${at}" }]\ndecision = "prompt"\n`
  const page = await open('ada', Array.from({ length: 1000 }, (_, at) => rule(at + 1)).join('\n'))
  const commands = await section(page, 'commands')
  await commands.getByText('1 to 20 of 1,000').waitFor()
  expect(await commands.getByRole('textbox', { name: /^Command of rule/ }).count()).toBe(20)
  await commands.getByRole('searchbox', { name: 'Find a rule' }).fill('tool-777')
  await commands.getByRole('textbox', { name: 'Command of rule 777' }).waitFor()
  const decision = commands.getByRole('radiogroup', { name: 'Decision of rule 777' })
  await decision.getByText('Forbid').click()
  // The form says what it reads from the text.
  await soon(() => decision.getByRole('radio', { name: 'Forbid' }).isChecked()).toBe(true)
  await soon(() => pointedInView(page)).toContain('decision = "forbidden"')
  for (const at of [3, 998, 501]) {
    await commands.getByRole('searchbox', { name: 'Find a rule' }).fill(`tool-${at}`)
    await commands.getByRole('textbox', { name: `Command of rule ${at}`, exact: true }).focus()
    await soon(() => pointedInView(page)).toContain(`pattern = [{ token = "tool-${at}" }]`)
  }
  await page.close()
})

describe('on a small screen', () => {
  test('form and text take turns, both with a finger, without a sideways scroll', async () => {
    const page = await open('ada', undefined, phone)
    const touch = await section(page, 'touch')
    await touch.getByRole('checkbox', { name: /No sandbox/ }).click()
    await page.getByText('1 problem', { exact: true }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('radiogroup', { name: 'View of the document' }).getByText('TOML').click()
    await page.locator('.cm-line').filter({ hasText: 'danger-full-access' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
    await page.close()
  })
})

test('the border between form and text moves by the keyboard and stays where it was put', async () => {
  const page = await open('ada')
  const bar = page.getByRole('separator', { name: 'Width of the form' })
  await bar.focus()
  await page.keyboard.press('Home')
  expect(await bar.getAttribute('aria-valuenow')).toBe('28')
  await page.reload()
  await bar.waitFor()
  expect(await bar.getAttribute('aria-valuenow')).toBe('28')
  await bar.focus()
  await page.keyboard.press('Enter')
  expect(await axeFindings(page)).toEqual([])
  await page.close()
})
