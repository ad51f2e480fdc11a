import { requirementKeys } from '@bailiwick/policy'
import type { FormSection } from '../field.ts'
import { agents } from './agents.ts'
import { defaultsSections } from './defaults.ts'
import { device } from './device.ts'
import { reach } from './reach.ts'
import { tools } from './tools.ts'

/** What a document is: limits that users cannot go beyond, or a config.toml that they may override. */
export type DocumentKind = 'requirements' | 'defaults'

const [toolsSection, hooksSection] = tools

const rest: FormSection = {
  id: 'rest',
  title: 'Everything else',
  doc: 'Keys without a control. They are written in the text.',
  fields: [],
}

const requirementSections: readonly FormSection[] = [
  ...agents,
  ...reach,
  ...(toolsSection ? [toolsSection] : []),
  ...device,
  ...(hooksSection ? [hooksSection] : []),
  rest,
]

export const sectionsOf = (kind: DocumentKind): readonly FormSection[] =>
  kind === 'defaults' ? [...defaultsSections, rest] : requirementSections

/** What a top-level key is for, as far as it is known. */
export function aboutKey(kind: DocumentKind, key: string): string | undefined {
  return kind === 'requirements' ? requirementKeys.find((it) => it.key === key)?.summary : undefined
}
