// Sets the colour scheme before the first paint. A file of its own because the content security policy forbids inline scripts.
// It is cached for good: a change takes another number in its name.
;(() => {
  let kept = null
  try {
    kept = localStorage.getItem('bailiwick-color-scheme')
  } catch {
    // Storage is off: the system's scheme is right.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
