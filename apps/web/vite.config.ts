import { lezer } from '@lezer/generator/rollup';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The server replaces the placeholder with a fresh nonce for every page that it sends. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/**
 * The page speaks English: the component library's sentences in other languages stay out of the bundle. The page says
 * which locale it wants (src/app.tsx), so that they are never asked for.
 */
const onlyEnglish: Plugin = {
  name: 'only-english',
  enforce: 'pre',
  load: (id) => (/\/intl\/(?:.*\/)?(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/.test(id) ? 'export default {};' : null),
};

/**
 * The page checks what it reads and describes none of it: what zod makes JSON schemas with stays out. It hangs on every
 * schema, so that the bundler cannot see that nobody asks for it.
 */
const noJsonSchemas: Plugin = {
  name: 'no-json-schemas',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/.test(id)) return null;
    const names = [...code.matchAll(/^export (?:const (\w+)|function (\w+)|\{ \w+ as (\w+) \})/gm)];
    const nothing = names.map(([, ...name]) => `export const ${name.join('')} = () => undefined;`);
    return { code: nothing.join('\n'), map: { mappings: '' } };
  },
};

export default defineConfig(({ command }) => ({
  plugins: [onlyEnglish, noJsonSchemas, lezer(), react()],
  ...(command === 'build' ? { html: { cspNonce: NONCE_PLACEHOLDER } } : {}),
  build: {
    target: 'es2024',
    // A data: URL would need a wider content security policy than the page has.
    assetsInlineLimit: 0,
    // The polyfill is an inline script; every browser that runs this page preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // The rooms that the first picture needs stay in one file: many small ones weigh more.
          groups: [
            {
              name: 'rules',
              test: /packages.(netfilter|iptables|draft|protocol)/,
              entriesAware: true,
              entriesAwareMergeThreshold: 20_000,
            },
          ],
        },
      },
    },
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
