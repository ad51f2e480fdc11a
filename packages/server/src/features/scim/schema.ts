/** An attribute as RFC 7643 §7 describes it; what is not said has the default of that section. */
export interface Attribute {
  name: string
  type: 'string' | 'boolean' | 'dateTime' | 'reference' | 'binary' | 'complex'
  description: string
  multiValued?: true
  required?: true
  caseExact?: true
  mutability?: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  returned?: 'always' | 'never' | 'default' | 'request'
  uniqueness?: 'server' | 'none'
  canonicalValues?: readonly string[]
  referenceTypes?: readonly string[]
  subAttributes?: readonly Attribute[]
}

export const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  search: 'urn:ietf:params:scim:api:messages:2.0:SearchRequest',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  bulkRequest: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
  bulkResponse: 'urn:ietf:params:scim:api:messages:2.0:BulkResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  config: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  schema: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
  resourceType: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
} as const

const text = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  description,
  ...more,
})

/** A multi-valued attribute of RFC 7643 §2.4: value, display, type and primary. */
function plural(name: string, description: string, types?: readonly string[], value: Partial<Attribute> = {}): Attribute {
  return {
    name,
    type: 'complex',
    multiValued: true,
    description,
    subAttributes: [
      text('value', 'The value itself', value),
      text('display', 'The value for people'),
      text('type', 'What it is for', types && { canonicalValues: types }),
      { name: 'primary', type: 'boolean', description: 'The preferred one; at most one is' },
    ],
  }
}

/** RFC 7643 §4.1. */
export const userAttributes: readonly Attribute[] = [
  text('userName', 'Sign-in name at the directory; unique there', { required: true, uniqueness: 'server' }),
  {
    name: 'name',
    type: 'complex',
    description: 'The parts of the name',
    subAttributes: [
      text('formatted', 'The whole name'),
      text('familyName', 'Last name'),
      text('givenName', 'First name'),
      text('middleName', 'Middle names'),
      text('honorificPrefix', 'Title'),
      text('honorificSuffix', 'Suffix'),
    ],
  },
  text('displayName', 'The name shown here'),
  text('nickName', 'The casual name'),
  { name: 'profileUrl', type: 'reference', description: 'A page about the person', referenceTypes: ['external'] },
  text('title', 'Job title'),
  text('userType', 'Relation to the organisation; ServiceAccount is refused'),
  text('preferredLanguage', 'Language tag'),
  text('locale', 'Locale'),
  text('timezone', 'Time zone'),
  { name: 'active', type: 'boolean', description: 'Whether they may use this workspace' },
  text('password', 'Ignored', { mutability: 'writeOnly', returned: 'never', caseExact: true }),
  plural('emails', 'Addresses; the primary one, or the one for work, is who the person is here', ['work', 'home', 'other']),
  plural('phoneNumbers', 'Phone numbers', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
  plural('ims', 'Instant messaging addresses'),
  plural('photos', 'Pictures', ['photo', 'thumbnail'], { type: 'reference', referenceTypes: ['external'], caseExact: true }),
  {
    name: 'addresses',
    type: 'complex',
    multiValued: true,
    description: 'Postal addresses',
    subAttributes: [
      text('formatted', 'The whole address'),
      text('streetAddress', 'Street'),
      text('locality', 'City'),
      text('region', 'State'),
      text('postalCode', 'Postal code'),
      text('country', 'Country'),
      text('type', 'What it is for', { canonicalValues: ['work', 'home', 'other'] }),
      { name: 'primary', type: 'boolean', description: 'The preferred one' },
    ],
  },
  {
    name: 'groups',
    type: 'complex',
    multiValued: true,
    mutability: 'readOnly',
    description: 'Groups of this directory that the user is in',
    subAttributes: [
      text('value', 'Id of the group', { mutability: 'readOnly', caseExact: true }),
      { name: '$ref', type: 'reference', description: 'Address of the group', mutability: 'readOnly', referenceTypes: ['Group'] },
      text('display', 'Name of the group', { mutability: 'readOnly' }),
      text('type', 'Always direct', { mutability: 'readOnly', canonicalValues: ['direct'] }),
    ],
  },
  plural('entitlements', 'Kept for the directory; gives nothing here'),
  plural('roles', 'Kept for the directory; gives nothing here'),
  plural('x509Certificates', 'Certificates', undefined, { type: 'binary', caseExact: true }),
]

/** RFC 7643 §4.3. */
export const enterpriseAttributes: readonly Attribute[] = [
  text('employeeNumber', 'Number of the employee'),
  text('costCenter', 'Cost centre'),
  text('organization', 'Organisation'),
  text('division', 'Division'),
  text('department', 'Department'),
  {
    name: 'manager',
    type: 'complex',
    description: 'Whom the person reports to',
    subAttributes: [
      text('value', 'Id of the manager', { caseExact: true }),
      { name: '$ref', type: 'reference', description: 'Address of the manager', referenceTypes: ['User'] },
      text('displayName', 'Name of the manager'),
    ],
  },
]

/** RFC 7643 §4.2. */
export const groupAttributes: readonly Attribute[] = [
  text('displayName', 'Name; a manual group of the same name is taken over', { required: true, uniqueness: 'server' }),
  {
    name: 'members',
    type: 'complex',
    multiValued: true,
    description: 'Users of this directory who are in the group',
    subAttributes: [
      text('value', 'Id of the user', { mutability: 'immutable', caseExact: true }),
      { name: '$ref', type: 'reference', description: 'Address of the user', mutability: 'immutable', referenceTypes: ['User'] },
      text('display', 'Name of the user', { mutability: 'readOnly' }),
      text('type', 'Always User', { mutability: 'immutable', canonicalValues: ['User'] }),
    ],
  },
]

/** RFC 7643 §3.1: what every resource has. */
const commonAttributes: readonly Attribute[] = [
  text('id', 'Our id', { mutability: 'readOnly', returned: 'always', uniqueness: 'server', caseExact: true }),
  text('externalId', "The directory's own id", { caseExact: true }),
  {
    name: 'meta',
    type: 'complex',
    mutability: 'readOnly',
    description: 'About the resource',
    subAttributes: [
      text('resourceType', 'User or Group', { mutability: 'readOnly', caseExact: true }),
      { name: 'created', type: 'dateTime', description: 'When it was made', mutability: 'readOnly' },
      { name: 'lastModified', type: 'dateTime', description: 'When it last changed', mutability: 'readOnly' },
      { name: 'location', type: 'reference', description: 'Its address', mutability: 'readOnly', referenceTypes: ['uri'] },
      text('version', 'Its entity tag', { mutability: 'readOnly', caseExact: true }),
    ],
  },
]

/** A kind of resource: its core schema and its extensions by URN. */
export interface ResourceKind {
  name: 'User' | 'Group'
  endpoint: '/Users' | '/Groups'
  urn: string
  attributes: readonly Attribute[]
  extensions: Readonly<Record<string, readonly Attribute[]>>
}

export const userKind: ResourceKind = {
  name: 'User',
  endpoint: '/Users',
  urn: urns.user,
  attributes: [...commonAttributes, ...userAttributes],
  extensions: { [urns.enterprise]: enterpriseAttributes },
}

export const groupKind: ResourceKind = {
  name: 'Group',
  endpoint: '/Groups',
  urn: urns.group,
  attributes: [...commonAttributes, ...groupAttributes],
  extensions: {},
}
