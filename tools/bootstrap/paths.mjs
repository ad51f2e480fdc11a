import { fileURLToPath } from 'node:url'

/** The repository's root, wherever the caller's working directory is. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')
