// What must be settled before anything else runs. A file of its own because the content security policy forbids inline scripts.
// It is cached for good: a change takes another number in its name.
;(() => {
  // The policy forbids `eval` too; zod would try it once, while its module loads, and be reported.
  globalThis.__zod_globalConfig = { jitless: true }

  // The colour scheme, before the first paint.
  let kept = null
  try {
    kept = localStorage.getItem('bailiwick-color-scheme')
  } catch {
    // Storage is off: the system's scheme is right.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
