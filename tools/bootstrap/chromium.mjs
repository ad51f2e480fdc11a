import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
let explained = false

/** Path of the browser that the tests drive: BAILIWICK_CHROMIUM, else the first Chromium or Chrome of the PATH. */
export function findChromium() {
  const named = process.env.BAILIWICK_CHROMIUM
  if (named) return existsSync(named) ? named : undefined
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

/** Debian's Chromium for the browser tests. Where it cannot be installed the other tests still run, so this only tells. */
export const browserStep = {
  title: 'Looking for Chromium for the browser tests',
  isStale: () => findChromium() === undefined && !explained,
  run: async (report) => {
    explained = true
    const named = process.env.BAILIWICK_CHROMIUM
    if (named) return `BAILIWICK_CHROMIUM names ${named}, which does not exist: the browser tests will fail.`
    if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return howToHelp
    report('apt-get install chromium (once, about 100 MB)')
    try {
      await install()
    } catch {
      // Package lists are missing in a fresh container, and outdated in an old one.
      await run('apt-get', ['update', '-qq'])
      await install()
    }
  },
}

const howToHelp = [
  'No Chromium was found, and it can be installed automatically only by root on Debian and its relatives.',
  'Install it (Debian, Ubuntu: `apt-get install chromium`) or set BAILIWICK_CHROMIUM=/path/to/chromium.',
  'The browser tests will fail without it; everything else runs.',
].join('\n')

function install() {
  const args = [
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=300',
    'chromium',
    'fonts-liberation',
  ]
  return run('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}
