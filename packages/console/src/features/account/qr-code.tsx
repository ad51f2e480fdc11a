import { useMemo } from 'react'
import { encode } from 'uqr'

/** A text as a QR code, drawn here: nothing of it leaves the page. Dark on white in both colour schemes, as cameras want it. */
export function QrCode({ text, label, size = 188 }: { text: string; label: string; size?: number }) {
  const { cells, path } = useMemo(() => draw(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${cells} ${cells}`}
      shapeRendering="crispEdges"
      style={{ background: '#fff', borderRadius: 6, flex: 'none' }}
    >
      <path d={path} fill="#000" />
    </svg>
  )
}

function draw(text: string): { cells: number; path: string } {
  const { data, size } = encode(text, { border: 3, ecc: 'M' })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { cells: size, path }
}
