import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

/** A hash over names and bytes of files and folders (relative to the root); what does not exist counts as absent. Tests do not count. */
export function hashOf(paths, extra = '') {
  const hash = createHash('sha256').update(extra)
  for (const path of paths) add(hash, path)
  return hash.digest('hex')
}

function add(hash, path) {
  const full = join(root, path)
  const stat = statSync(full, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (stat.isDirectory()) {
    for (const name of readdirSync(full).sort()) add(hash, `${path}/${name}`)
  } else if (!/\.test\.tsx?$/.test(path)) {
    hash.update(`\0${path}\0${stat.size}\0`).update(readFileSync(full))
  }
}

/** Whether the stamp file (relative to the root) holds this hash. */
export function isStamped(stamp, hash) {
  const full = join(root, stamp)
  return existsSync(full) && readFileSync(full, 'utf8').trim() === hash
}

export function writeStamp(stamp, hash) {
  writeFileSync(join(root, stamp), `${hash}\n`)
}
