import type { Lookup } from '@bailiwick/contracts'
import { type DeviceLayers, simulateLayers } from '@bailiwick/policy'
import { Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue, useSessionStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import { Section } from '../../ui/section.tsx'
import classes from './lookup-answer.module.css'
import { servedBundle } from './served-bundle.ts'
import { SimulationView } from './simulation-view.tsx'

const texts = [
  ['systemRequirements', '/etc/codex/requirements.toml', 'Requirements that device management put there; the policy beats them.'],
  ['managedConfig', '/etc/codex/managed_config.toml', 'The legacy file: what it requires beats the policy.'],
  ['mdmRequirements', 'MDM requirements (macOS)', 'com.openai.codex, requirements_toml_base64, decoded. Beats all others.'],
  ['mdmConfig', 'MDM configuration (macOS)', 'com.openai.codex, config_toml_base64, decoded.'],
  ['systemConfig', '/etc/codex/config.toml', 'Configuration for every user of the machine.'],
  ['userConfig', '~/.codex/config.toml', 'The user’s own configuration.'],
  ['projectConfig', '.codex/config.toml of the project', 'Read only where the user trusts the project.'],
  ['sessionFlags', 'Flags of the session', 'What -c and other flags set, as TOML.'],
] as const

type Given = Partial<Record<(typeof texts)[number][0] | 'hostName', string>> & { projectTrusted?: boolean }

/** The policy of this person under the files of a device: what would be in force there, and which layer it comes from. */
export function Simulator({ lookup }: { lookup: Lookup }) {
  const [given, setGiven] = useSessionStorage<Given>({
    key: 'bailiwick-simulator',
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const [settled] = useDebouncedValue(given, 200)
  const simulation = useMemo(() => simulateLayers(toLayers(lookup, settled)), [lookup, settled])
  return (
    <>
      <SimulationView simulation={simulation} />
      <Section
        title="The files of a device"
        description="Paste what stands on a machine. It stays in this browser tab and is never sent; the answer above is the client’s own order of layers."
      >
        <Stack gap="md">
          <div className={classes.layers}>
            {texts.map(([key, label, description]) => (
              <Textarea
                key={key}
                label={label}
                description={description}
                autosize
                minRows={3}
                maxRows={14}
                spellCheck={false}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
                value={given[key] ?? ''}
                onChange={(event) => setGiven({ ...given, [key]: event.currentTarget.value })}
              />
            ))}
          </div>
          <Switch
            label="The user trusts the project"
            checked={given.projectTrusted ?? false}
            onChange={(event) => setGiven({ ...given, projectTrusted: event.currentTarget.checked })}
          />
          <TextInput
            label="Name of the device"
            description="Some requirements hold for named hosts only."
            maw={320}
            autoComplete="off"
            value={given.hostName ?? ''}
            onChange={(event) => setGiven({ ...given, hostName: event.currentTarget.value })}
          />
        </Stack>
      </Section>
    </>
  )
}

/** Empty fields are layers that are not there. */
function toLayers(lookup: Lookup, given: Given): DeviceLayers {
  const bundle = servedBundle(lookup)
  const layers: DeviceLayers = {
    cloudRequirements: bundle.requirements_toml.enterprise_managed,
    cloudDefaults: bundle.config_toml.enterprise_managed,
    projectTrusted: given.projectTrusted ?? false,
  }
  for (const [key] of texts) {
    const text = given[key]
    if (text?.trim()) layers[key] = text
  }
  if (given.hostName?.trim()) layers.hostName = given.hostName.trim()
  return layers
}
