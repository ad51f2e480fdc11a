import {
  denyReadShape,
  filesystemEntryShape,
  profileShape,
  scanDepthShape,
} from '../../packages/policy/src/schema/permissions.ts'
import { either, flag, map, type Shape, table } from '../../packages/policy/src/schema/shape.ts'

const entry = either('', filesystemEntryShape, filesystemEntryShape, map(filesystemEntryShape))
const profile = table({ ...profileShape.fields, filesystem: map(either('', entry, entry, scanDepthShape)) })

/** The names below `permissions` mean different things; the schema of the engine leaves them to its rules. */
export const fieldsOfPermissions: Shape = either(
  '',
  table({ filesystem: denyReadShape }),
  table({ filesystem: denyReadShape, team: profile }),
  table({ team: profile, other: profile }),
  table({ team: profile }),
  map(profile),
  table({ network: table({ enabled: flag }) }),
)
