import { routeGroups } from '@bailiwick/contracts'
import { expect, test } from 'vitest'
import { fieldsOf } from './body-fields.ts'

test('every body, query and answer of the admin API has a readable form', () => {
  for (const routes of Object.values(routeGroups)) {
    for (const route of Object.values(routes)) {
      if ('body' in route) expect(fieldsOf(route.body, 'input'), route.summary).not.toHaveLength(0)
      if ('query' in route) expect(fieldsOf(route.query, 'input'), route.summary).not.toHaveLength(0)
      if (route.returns) expect(fieldsOf(route.returns, 'output'), route.summary).not.toHaveLength(0)
    }
  }
})

test('a field says its type, whether it must be there and its limits', () => {
  const { email, groupIds, role } = Object.fromEntries(
    fieldsOf(routeGroups.Invitations.create.body, 'input').map((it) => [it.name, it]),
  )
  expect(email).toMatchObject({ required: true })
  expect(role).toMatchObject({ required: false, note: 'default member' })
  expect(groupIds).toMatchObject({ type: 'list of string', note: '0 to 50 items, default empty' })
})
