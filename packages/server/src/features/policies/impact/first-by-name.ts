interface Named {
  personId: string
  name: string
}

/** In order of name, and of id where names are the same: the order that lists of people have everywhere. */
export const byName = (a: Named, b: Named): number => {
  const [x, y] = [a.name.toLowerCase(), b.name.toLowerCase()]
  if (x !== y) return x < y ? -1 : 1
  if (a.personId === b.personId) return 0
  return a.personId < b.personId ? -1 : 1
}

/** The first of many by name, without sorting all of them: a move may hold 100,000. */
export function firstByName<T extends Named>(people: readonly T[], count: number): T[] {
  const first: T[] = []
  let lastName = ''
  for (const it of people) {
    const last = first[count - 1]
    if (last) {
      const name = it.name.toLowerCase()
      if (name > lastName || (name === lastName && it.personId >= last.personId)) continue
    }
    const place = first.findIndex((other) => byName(it, other) < 0)
    first.splice(place < 0 ? first.length : place, 0, it)
    if (first.length > count) first.pop()
    lastName = first[count - 1]?.name.toLowerCase() ?? ''
  }
  return first
}
