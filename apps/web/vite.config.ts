import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server replaces the placeholder with a fresh nonce for every page that it sends. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export default defineConfig(({ command }) => ({
  plugins: [react()],
  ...(command === 'build' ? { html: { cspNonce: NONCE_PLACEHOLDER } } : {}),
  build: {
    target: 'es2024',
    // A data: URL would need a wider content security policy than the page has.
    assetsInlineLimit: 0,
    // The polyfill is an inline script; every browser that runs this page preloads modules by itself.
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      '/api': 'http://127.0.0.1:7300',
      '/socket.io': { target: 'http://127.0.0.1:7300', ws: true },
    },
  },
}));
