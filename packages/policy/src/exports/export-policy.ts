import type { ExportInput, PolicyExport } from './export-input.ts'
import { managedConfig, systemConfig } from './managed-config.ts'
import { mobileconfig } from './mobileconfig.ts'
import { requirementsFile, windowsFile, windowsPlacement } from './requirements-file.ts'

const makers = {
  requirements: requirementsFile,
  mobileconfig: mobileconfig,
  windows: windowsFile,
  'windows-placement': windowsPlacement,
  'managed-config': managedConfig,
  'system-config': systemConfig,
} satisfies Record<string, (input: ExportInput) => PolicyExport>

export type ExportFormat = keyof typeof makers
export const exportFormats = Object.keys(makers) as ExportFormat[] // the keys of a constant

/**
 * A policy as a file to install (PO-20): the same input gives the same bytes.
 * @throws Error when the policy is not TOML
 */
export function exportPolicy(format: ExportFormat, input: ExportInput): PolicyExport {
  return makers[format](input)
}
