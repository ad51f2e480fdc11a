import { localStorageColorSchemeManager } from '@mantine/core'

/** The same key is read by `public/assets/before-all-1.js` before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'bailiwick-color-scheme' })
