import type { InfiniteData } from '@tanstack/react-query'

interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** Cursor paging as query options: the cursor of a page is the parameter of the next. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: Page<unknown>) => last.nextCursor ?? undefined,
}

/** All loaded pages as one list. */
export function itemsOf<T>(data: InfiniteData<Page<T>> | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? []
}
