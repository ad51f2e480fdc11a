import type { IdentityProvider } from '@bailiwick/contracts'
import { Checkbox, TagsInput, TextInput } from '@mantine/core'
import type { GetInputProps } from '@mantine/form'
import { protocols } from './protocols.ts'

/** The values that every kind of provider has, as the forms begin with them. */
export function basicsOf(provider: IdentityProvider | undefined, name: string) {
  return {
    name: provider?.name ?? name,
    justInTime: provider?.justInTime ?? false,
    requiredEvidence: provider?.requiredEvidence ?? [],
  }
}

/** Name, who may come in for the first time, and what must be asserted about a second factor. */
export function ProviderBasics<V>({ kind, inputProps }: { kind: IdentityProvider['kind']; inputProps: GetInputProps<V> }) {
  const { what, usual } = protocols[kind].evidence
  // The fields below are those of `basicsOf`, which each form's values contain.
  const props = inputProps as GetInputProps<ReturnType<typeof basicsOf>>
  return (
    <>
      <TextInput label="Name" description="People read it on the sign-in page." {...props('name')} />
      <Checkbox
        label="Make whoever signs in for the first time a member"
        description="Otherwise only people who were invited or provisioned come in. With a directory connected, leave it off: it decides who is here."
        {...props('justInTime', { type: 'checkbox' })}
      />
      <TagsInput
        label="Evidence of a second factor"
        description={`Accepted ${what}; one of them must come with each sign-in. Empty: the identity provider is trusted to ask for it.`}
        placeholder="None is asked for"
        data={usual}
        acceptValueOnBlur
        clearable
        clearButtonProps={{ 'aria-label': 'Ask for none' }}
        {...props('requiredEvidence')}
      />
    </>
  )
}
