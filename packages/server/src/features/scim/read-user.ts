import { Email } from '@bailiwick/contracts'
import type { UserInput } from '../identity/directories/index.ts'
import { isObject, type Json } from './read-value.ts'
import { invalidValue, ScimError } from './scim-error.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

interface Address {
  value: string
  type: string
  primary: boolean
}

function addressesOf(emails: unknown): Address[] {
  if (!Array.isArray(emails)) return []
  return emails.filter(isObject).flatMap((it) => {
    const value = text(it.value)
    return value ? { value, type: text(it.type)?.toLowerCase() ?? '', primary: it.primary === true } : []
  })
}

/** What a user resource says about the person (RFC 7643 §4.1). Fails: invalidValue. */
export function readUser(attributes: Json): UserInput {
  const userName = text(attributes.userName)
  if (!userName) throw invalidValue('userName is required.')
  if (text(attributes.userType)?.toLowerCase() === 'serviceaccount') {
    throw invalidValue('Service accounts are made in Bailiwick, under Service accounts; a directory provisions people.')
  }
  const addresses = addressesOf(attributes.emails)
  return {
    userName,
    externalId: text(attributes.externalId) ?? null,
    active: attributes.active !== false,
    email: emailOf(userName, addresses),
    emails: [...new Set(addresses.map((it) => it.value.toLowerCase()))],
    displayName: nameOf(attributes, userName),
    attributes: { ...attributes, active: attributes.active !== false },
  }
}

/** The address by which the person is known here: the primary one, else the one for work, else the first, else the user name. */
function emailOf(userName: string, addresses: Address[]): string {
  const chosen = addresses.find((it) => it.primary) ?? addresses.find((it) => it.type === 'work') ?? addresses[0]
  const email = Email.safeParse(chosen?.value ?? userName)
  if (!email.success) {
    throw invalidValue(`“${(chosen?.value ?? userName).slice(0, 254)}” is not an e-mail address; send one in emails or userName.`)
  }
  return email.data
}

/** The longest name that people have here. */
const longestName = 120

function nameOf({ displayName, name }: Json, userName: string): string {
  const parts = isObject(name) ? name : {}
  const joined = [text(parts.givenName), text(parts.familyName)].filter((it) => it).join(' ')
  return (text(displayName) ?? text(parts.formatted) ?? (joined || userName)).slice(0, longestName)
}

/** The name of a group. Fails: invalidValue. */
export function readGroupName(displayName: unknown): string {
  const name = text(displayName)
  if (!name) throw invalidValue('displayName is required.')
  if (name.length > 256) throw new ScimError(400, 'displayName is longer than 256 characters.', 'invalidValue')
  return name
}
