import type { TomlTable } from '../toml/parse-toml.ts'
import type { Findings } from './findings.ts'

/** `document`: on one device of no particular name. `bundle`: on every device of those who are served it. */
export type Scope = 'document' | 'bundle'

/** Checks one area of a requirements document whose types may be wrong; reports only what the type check does not. */
export type Area = (root: TomlTable, findings: Findings, scope: Scope) => void
