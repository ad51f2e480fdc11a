import { useParams } from '@tanstack/react-router'

/** One parameter of the page's address; the page's route must declare it. */
export function useParam(name: string): string {
  const value: unknown = useParams({ strict: false, select: (all) => Reflect.get(all, name) as unknown }) // read by name, checked below
  if (typeof value !== 'string') throw new Error(`the address has no ${name}`)
  return value
}
