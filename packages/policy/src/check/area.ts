import type { TomlTable } from '../toml/parse-toml.ts'
import type { Findings } from './findings.ts'

/** Checks one area of a requirements document whose types may be wrong; reports only what the type check does not. */
export type Area = (root: TomlTable, findings: Findings) => void
