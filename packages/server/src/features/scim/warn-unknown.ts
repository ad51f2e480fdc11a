import { type Sync, warn } from '../identity/directories/index.ts'

/** Tells in the history which paths changed nothing, because nobody defined them. */
export function warnUnknown(sync: Sync, paths: ReadonlySet<string>): void {
  if (paths.size === 0) return
  warn(sync, `Nothing here is called ${[...paths].slice(0, 10).join(', ')}; the rest was done.`)
}
