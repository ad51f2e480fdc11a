/** A TOML text of the bundle; users see its name in every warning the client prints. */
export interface Fragment {
  id: string
  name: string
  contents: string
}

/** The wire shape of the config bundle. In both lists the first fragment has the highest priority. */
export interface Bundle {
  config_toml: { enterprise_managed: Fragment[] }
  requirements_toml: { enterprise_managed: Fragment[] }
}

/**
 * Composes what a group is served. The policy comes first, so what its author wrote counts; the computed fragment (model
 * gateway and the like) fills in behind it. A policy that names another provider is warned about where it is checked.
 * `defaults` are config.toml keys that users may change.
 */
export function composeBundle(input: { policy: Fragment | null; computed: Fragment | null; defaults?: Fragment | null }): Bundle {
  const present = (fragments: (Fragment | null | undefined)[]) =>
    fragments.filter((fragment) => fragment !== null && fragment !== undefined)
  return {
    config_toml: { enterprise_managed: present([input.defaults]) },
    requirements_toml: { enterprise_managed: present([input.policy, input.computed]) },
  }
}
