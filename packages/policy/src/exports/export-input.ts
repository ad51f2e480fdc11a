import { composeBundle } from '../bundle/bundle.ts'
import { mergeFragments } from '../bundle/merge-fragments.ts'
import { isReadable, readFragment } from '../bundle/read-fragment.ts'
import { cloudIgnoredKeys } from '../schema/requirements.ts'
import { parseToml, type TomlTable } from '../toml/parse-toml.ts'

/** Keys that only a device may hold (client 0.169.0 §7); what is not given is left out. */
export interface LocalKeys {
  chatgptBaseUrl?: string
  allowedLoginMethods?: readonly string[]
  allowedChatgptWorkspaces?: readonly string[]
  /** `base_url` of a config server; with it clients no longer ask for the bundle of the person who signed in. */
  configServerUrl?: string
}

/** A policy as somebody may install it without a server (PO-20). */
export interface ExportInput {
  /** Null exports what Bailiwick itself requires and nothing else. */
  policy: { name: string; version: number; contents: string } | null
  /** The requirements that Bailiwick adds to every policy, as TOML. */
  computed: string
  local: LocalKeys
  /** Managed defaults: config.toml keys that users may change. */
  defaults?: string | null
  madeAt: Date
  /** Public address of the server that made it. */
  madeBy: string
}

/** A file to install. Warnings are for whoever installs it: what it does not do, or does differently from the server's bundle. */
export interface PolicyExport {
  fileName: string
  mediaType: string
  contents: string
  warnings: string[]
}

/** All requirements of an export as one document, and the keys of the policy that have no say in it. */
export interface Composed {
  root: TomlTable
  leftOut: string[]
}

/**
 * Composes as delivery does, then adds the device's own keys. Keys of the policy that clients ignore in a bundle do not come to life here.
 * @throws Error when a document is not TOML: an export that silently lacks the policy would be worse than none
 */
export function composeExport({ policy, computed, local }: ExportInput): Composed {
  const bundle = composeBundle({
    policy: policy && { id: 'policy', name: policy.name, contents: policy.contents },
    computed: { id: 'bailiwick', name: 'Bailiwick', contents: computed },
  })
  const reads = bundle.requirements_toml.enterprise_managed.map((fragment) => {
    const read = readFragment(fragment)
    if (!isReadable(read)) throw new Error(`${fragment.name} cannot be exported: line ${read.line}: ${read.message}`)
    return read
  })
  const [first, ...lower] = reads
  const merged: TomlTable = first ? mergeFragments([first, ...lower]).root : {}
  const written = policy ? parseToml(policy.contents) : undefined
  const leftOut = written?.ok ? [...cloudIgnoredKeys, 'config_server'].filter((key) => Object.hasOwn(written.root, key)) : []
  return { root: { ...localTable(local), ...merged }, leftOut }
}

/** The device's own keys as the client spells them. */
function localTable(local: LocalKeys): TomlTable {
  return {
    ...(local.chatgptBaseUrl !== undefined && { chatgpt_base_url: local.chatgptBaseUrl }),
    ...(local.allowedLoginMethods && { allowed_login_methods: [...local.allowedLoginMethods] }),
    ...(local.allowedChatgptWorkspaces && { allowed_chatgpt_workspaces: [...local.allowedChatgptWorkspaces] }),
    ...(local.configServerUrl !== undefined && { config_server: { base_url: local.configServerUrl } }),
  }
}
