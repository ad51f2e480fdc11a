import { expect, test } from 'vitest'
import { fieldAt, leftovers, readText, spelled, stepsOf } from './reading.ts'
import { sectionsOf } from './sections/sections.ts'

const sections = sectionsOf('requirements')
const rootOf = (text: string) => {
  const read = readText(text)
  if (!read.ok) throw new Error(read.message)
  return read.reading
}

test('a text that is not TOML says where', () => {
  expect(readText('a = 1\nb = = 2\n')).toMatchObject({ ok: false, line: 2 })
})

test('a key of a remark is read back into its steps', () => {
  expect(stepsOf('rules.prefix_rules[12].pattern[0].token')).toEqual(['rules', 'prefix_rules', 12, 'pattern', 0, 'token'])
  expect(stepsOf('experimental_network.domains."*.example.com"')).toEqual(['experimental_network', 'domains', '*.example.com'])
  expect(stepsOf('allowed_permission_profiles.":a\\"b"')).toEqual(['allowed_permission_profiles', ':a"b'])
})

test('the form goes on under the name the document uses', () => {
  const { root } = rootOf('[feature_requirements]\napps = true\n')
  expect(spelled(root, ['features', 'apps'])).toEqual(['feature_requirements', 'apps'])
  expect(spelled({}, ['features'])).toEqual(['features'])
})

test('what no control shows is listed by its shortest path, with what it is closest to', () => {
  const { root } = rootOf(`unsafe_enforce_sqlite_journal_mode = true
[experimental_network]
enabled = true
http_port = 3128
[permissions.filesystem]
deny_read = ["/a"]
[permissions.team]
extends = ":workspace"
`)
  const left = leftovers(root, sections)
  expect(left.get('network')?.map((it) => it.path.join('.'))).toEqual(['experimental_network.http_port'])
  expect(left.get('touch')?.map((it) => it.path.join('.'))).toEqual(['permissions.team'])
  expect(left.get('rest')?.map((it) => it.path.join('.'))).toEqual(['unsafe_enforce_sqlite_journal_mode'])
})

test('a place in the text leads to its section and control', () => {
  const text = '# top\nallowed_sandbox_modes = [\n  "read-only",\n]\n\n[[rules.prefix_rules]]\npattern = [{ token = "git" }]\n'
  const { root, outline } = rootOf(text)
  expect(fieldAt(root, sections, outline.pathAt(0))).toBeUndefined()
  const inList = outline.pathAt(text.indexOf('"read-only"') + 2)
  expect(inList).toEqual(['allowed_sandbox_modes', 0])
  expect(fieldAt(root, sections, inList)).toMatchObject({ section: 'touch', field: { title: 'Sandbox modes' } })
  expect(outline.pathAt(text.indexOf('git'))).toEqual(['rules', 'prefix_rules', 0, 'pattern', 0, 'token'])
})

test('no two controls are about the same key', () => {
  const paths = sections.flatMap((it) => it.fields.map((field) => field.path.join('.')))
  expect(new Set(paths).size).toBe(paths.length)
})
