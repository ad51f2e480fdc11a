import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** In development the console runs on a real server: `BAILIWICK_URL` says where it listens. */
const server = process.env.BAILIWICK_URL ?? 'http://127.0.0.1:8787'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Nothing is inlined as `data:`: the content security policy allows 'self' only.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  // The host stays the browser's own: the server refuses what comes from another origin.
  server: { proxy: { '/api': { target: server, changeOrigin: false } } },
})
