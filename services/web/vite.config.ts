import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Behind whatever prefix: links of the document go by its base element, those of chunks by where the chunk is.
  base: './',
  plugins: [react()],
  build: {
    target: 'baseline-widely-available',
    modulePreload: { polyfill: false },
    // Everything in files: the Content-Security-Policy allows no inline script, style or font.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/docs', '/openapi.json', '/config.json'].map((path) => [path, 'http://127.0.0.1:8080']),
    ),
  },
});
