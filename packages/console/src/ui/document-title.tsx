import { createContext, useContext, useEffect } from 'react'

/** What stands after the page's own name in the browser's title: the workspace and the product. */
export const TitleSuffix = createContext('Bailiwick')

export function useDocumentTitle(title: string) {
  const suffix = useContext(TitleSuffix)
  useEffect(() => {
    document.title = `${title} · ${suffix}`
  }, [title, suffix])
}
