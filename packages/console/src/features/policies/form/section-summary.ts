import { isTable, type TomlTable, type TomlValue, valueAt } from '@bailiwick/policy'
import { count } from '../../../ui/words.ts'
import type { Field, FormSection } from './field.ts'
import { type Leftover, spelled } from './reading.ts'

/** What a section says, in a line: "2 of 4 sandbox modes, 3 paths". */
export function summaryOf(root: TomlTable, section: FormSection, left: readonly Leftover[]): string | undefined {
  const parts = section.fields.flatMap((field) => {
    const value = valueAt(root, spelled(root, field.path))
    return value === undefined ? [] : [sayField(field, value)]
  })
  if (left.length > 0) parts.push(count(left.length, section.id === 'rest' ? 'key' : 'other key'))
  if (parts.length === 0) return undefined
  return parts.length > 3 ? `${parts.slice(0, 2).join(', ')} and ${parts.length - 2} more` : parts.join(', ')
}

function sayField({ title, control }: Field, value: TomlValue): string {
  const size = Array.isArray(value) ? value.length : isTable(value) ? Object.keys(value).length : 0
  const plain = title.charAt(0).toLowerCase() + title.slice(1)
  switch (control.is) {
    case 'choices': {
      const named = control.choices.filter((it) => Array.isArray(value) && value.includes(it.value)).map((it) => it.title)
      return named.length === 0
        ? `no ${plain}`
        : named.length <= 2
          ? named.join(' or ').toLowerCase()
          : `${named.length} ${plain}`
    }
    case 'rules':
      return count(size, 'rule')
    case 'servers':
      return size === 0 ? 'no MCP server' : count(size, 'MCP server')
    case 'words':
    case 'pairs':
      return `${plain}: ${size}`
    case 'flag':
      return `${plain}: ${(value === true ? control.yes : control.no).toLowerCase()}`
    default:
      return plain
  }
}
