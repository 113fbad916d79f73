import { join } from 'node:path';
import { defineConfig } from 'vite';

/** Builds src/dashboard into dist/dashboard: one page and files whose names change with their content. */
export default defineConfig({
  root: join(import.meta.dirname, 'src', 'dashboard'),
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(import.meta.dirname, 'dist', 'dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 1024 * 64, // piece images and icons travel with the style sheet
    modulePreload: { polyfill: false }, // an inline script, which the policy of content forbids
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  // for `npx vite` beside a running service
  server: {
    proxy: {
      '^/(tournaments|matches|games|models|datasets|fine-tunes|studies|system|anchors|docs)':
        process.env.SENTIMATE_URL ?? 'http://127.0.0.1:8080',
    },
  },
});
