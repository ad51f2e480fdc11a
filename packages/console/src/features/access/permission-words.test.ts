import { permissionNames } from '@bailiwick/contracts'
import { expect, test } from 'vitest'
import { permissionGroups } from './permission-words.ts'

test('every permission stands under one heading', () => {
  const listed = permissionGroups.flatMap((it) => it.permissions)
  expect(listed.toSorted()).toEqual(permissionNames.toSorted())
})
