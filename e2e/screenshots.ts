import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { liveAccess } from './screenshots/access-life.ts'
import { accessPages } from './screenshots/access-pages.ts'
import { startEmptyServer } from './screenshots/empty-server.ts'
import { liveIdentity } from './screenshots/identity-life.ts'
import { identityPages } from './screenshots/identity-pages.ts'
import { live } from './screenshots/life.ts'
import { firstPages, pagesOf, type Shot, setUpPage } from './screenshots/pages.ts'
import { livePolicies } from './screenshots/policy-life.ts'
import { policyPages } from './screenshots/policy-pages.ts'
import { openStudio, type Studio } from './screenshots/studio.ts'
import { openCompany } from './stock-client/testing/open-company.ts'

/*
 * `npm run screenshots`: a picture of every page, of a real server with stock clients that worked, into docs/screenshots,
 * and docs/screens.md to show them. `--only name,name` takes some; `--out folder` and `--full` (whole pages) are for looking.
 */

const docs = resolve(import.meta.dirname, '..', 'docs')
const { values } = parseArgs({
  options: { only: { type: 'string' }, out: { type: 'string' }, full: { type: 'boolean', default: false } },
})
const folder = resolve(values.out ?? join(docs, 'screenshots'))
const wanted = values.only?.split(',')

await mkdir(folder, { recursive: true })
const studio = await openStudio({ folder, fullPage: values.full })
let shots: Shot[]
try {
  shots = [...(await ofTheEmptyServer(studio)), ...(await ofTheCompany(studio))]
} finally {
  await studio.close()
}
if (!wanted && !values.out) {
  await writeFile(join(docs, 'screens.md'), album(shots))
  const taken = new Set(shots.map((it) => `${it.name}.png`))
  for (const file of await readdir(folder)) if (!taken.has(file)) await rm(join(folder, file))
}
const sizes = await Promise.all((await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size))
console.log(`${sizes.length} pictures, ${(sizes.reduce((sum, it) => sum + it, 0) / 1_000_000).toFixed(1)} MB in ${folder}`)

async function ofTheEmptyServer(to: Studio): Promise<Shot[]> {
  const setUp = setUpPage('')
  if (wanted && ![setUp, ...firstPages].some(isWanted)) return []
  const server = await startEmptyServer()
  try {
    const first = setUpPage(server.setUpLink)
    await to.take([first].filter(isWanted), server.url)
    await to.setUp(server.setUpLink, 'Northwind')
    await to.take(firstPages.filter(isWanted), server.url)
    return [first, ...firstPages]
  } finally {
    await server.close()
  }
}

async function ofTheCompany(to: Studio): Promise<Shot[]> {
  const company = await openCompany({ direct: true })
  try {
    const life = await live(company)
    const access = await liveAccess(company)
    const identity = await liveIdentity(company)
    const changes = await livePolicies(company)
    const { userCode } = await life.waiting.prompt
    const pages = [...pagesOf(life, userCode), ...policyPages(changes), ...identityPages(identity), ...accessPages(access)]
    for (const who of ['ada', 'dan'] as const) await to.signIn(who, company.url, company.server.demo.people)
    await to.take(pages.filter(isWanted), company.url)
    await life.waiting.kill()
    return pages
  } finally {
    await company.close()
  }
}

function isWanted({ name }: Shot): boolean {
  return !wanted || wanted.includes(name)
}

function album(of: Shot[]): string {
  const head = '# Screens\n\nEvery page of the console, made by `npm run screenshots` from the demo company.\n'
  const entry = ({ name, says }: Shot) => `${says ? `\n${says}\n` : ''}\n![${name}](screenshots/${name}.png)\n`
  return head + of.map(entry).join('')
}
