// Loaded before the program (`node --import`): keeps compiled code between starts, which halves the time to load the server.
// It lies in node_modules, so a new installation begins with an empty one.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
