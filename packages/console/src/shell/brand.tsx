/** The mark: a bailiff's staff and the ground it stands over, open where one comes in. Together they read as a b. */
function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M8.5 5v22" stroke="currentColor" strokeWidth="3.4" strokeLinecap="round" />
      <path d="M13.4 12.9A8 8 0 1 1 8.7 20" fill="none" stroke="currentColor" strokeWidth="3.4" strokeLinecap="round" />
      <circle cx="16.7" cy="20" r="2.3" fill="var(--bw-info)" />
    </svg>
  )
}

export function Wordmark({ size = 24 }: { size?: number }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
      <Mark size={size} />
      <span style={{ fontSize: size * 0.7, fontWeight: 600, letterSpacing: '-0.02em' }}>bailiwick</span>
    </span>
  )
}
