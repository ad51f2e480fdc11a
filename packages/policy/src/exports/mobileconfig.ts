import type { ExportInput, PolicyExport } from './export-input.ts'
import { header, plain, slug } from './header.ts'
import { requirementsText } from './requirements-file.ts'
import { stableUuid } from './stable-uuid.ts'

/** The preference domain that the client reads on macOS, forced values only. */
const domain = 'com.openai.codex'

type PropertyList = string | number | boolean | PropertyList[] | { [key: string]: PropertyList }

/**
 * A configuration profile for macOS: requirements, and managed defaults where there are some, as base64 in the domain that the client reads.
 * The identifier depends on the policy's name, the UUIDs on the contents: a new version takes the place of the old one.
 */
export function mobileconfig(input: ExportInput): PolicyExport {
  const { text, warnings } = requirementsText(input)
  const name = plain(input.policy ? `${input.policy.name}, version ${input.policy.version}` : 'Without a policy')
  const identifier = `bailiwick.codex.${slug(input.policy?.name ?? 'none')}`
  const config = input.defaults ? `${header(input)}${input.defaults}` : undefined
  const values = { requirements_toml_base64: base64(text), ...(config !== undefined && { config_toml_base64: base64(config) }) }
  const profile: PropertyList = {
    PayloadContent: [
      {
        ...values,
        PayloadDisplayName: `Codex: ${name}`,
        PayloadIdentifier: `${identifier}.settings`,
        PayloadType: domain,
        PayloadUUID: stableUuid(`settings\n${JSON.stringify(values)}`),
        PayloadVersion: 1,
      },
    ],
    PayloadDescription: `Requirements for Codex, made by Bailiwick at ${plain(input.madeBy)} on ${input.madeAt.toISOString()}.`,
    PayloadDisplayName: `Bailiwick for Codex: ${name}`,
    PayloadIdentifier: identifier,
    PayloadOrganization: 'Bailiwick',
    PayloadRemovalDisallowed: true,
    PayloadScope: 'System',
    PayloadType: 'Configuration',
    PayloadUUID: stableUuid(`profile\n${identifier}\n${JSON.stringify(values)}`),
    PayloadVersion: 1,
  }
  return {
    fileName: `codex-${slug(input.policy?.name ?? 'none')}.mobileconfig`,
    mediaType: 'application/x-apple-aspen-config',
    contents: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${xml(profile, 0)}
</plist>
`,
    warnings: [
      'The profile is the highest layer: it beats what the server delivers, so a Mac that has it keeps this version until the profile is replaced.',
      ...(config === undefined
        ? []
        : [
            'As config_toml_base64 the managed defaults are defaults no longer: they beat what the user and the command line say.',
          ]),
      'The domain and its keys are those that the vendor documents; nobody has tried the profile on a Mac.',
      ...warnings,
    ],
  }
}

/** Base64 of the text as UTF-8, here and in the browser. */
function base64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function xml(value: PropertyList, depth: number): string {
  const indent = '  '.repeat(depth)
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>`
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`
  if (typeof value === 'boolean') return `${indent}<${value}/>`
  if (Array.isArray(value))
    return `${indent}<array>\n${value.map((item) => `${xml(item, depth + 1)}\n`).join('')}${indent}</array>`
  const entries = Object.entries(value).map(([key, item]) => `${indent}  <key>${escaped(key)}</key>\n${xml(item, depth + 1)}\n`)
  return `${indent}<dict>\n${entries.join('')}${indent}</dict>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
