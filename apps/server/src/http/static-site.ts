import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file of the page, whole in memory. */
export interface Asset {
  readonly body: Buffer;
  readonly type: string;
  /** The same as gzip; null where that saves nothing, as in pictures and fonts. Made when first asked for. */
  readonly gzipped: () => Buffer | null;
}

/** The built page. Nothing is read from disk after loading, so no path from outside ever reaches the file system. */
export interface StaticSite {
  /** The asset at exactly this URL path. */
  asset(path: string): Asset | undefined;
  /** The page's HTML with this nonce on every tag that may run or style. */
  page(nonce: string): string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** What the build writes where a nonce belongs (apps/web/vite.config.ts). */
const PLACEHOLDER = '__CSP_NONCE__';

/** Loads everything that the build left in a folder, except source maps. */
export function loadStaticSite(folder: string): StaticSite {
  const assets = new Map<string, Asset>();
  let html = '';
  for (const file of filesBelow(folder)) {
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const type = TYPES[extname(file)];
    if (path === '/index.html') html = readFileSync(file, 'utf8');
    else if (type) assets.set(path, assetOf(readFileSync(file), type));
  }
  if (html === '') throw new Error(`${folder} holds no index.html: build the page first.`);
  const template = withPlaceholders(html).split(PLACEHOLDER);
  return { asset: (path) => assets.get(path), page: (nonce) => template.join(nonce) };
}

/** What is text by nature; everything else that a page has is compressed already. */
const TEXT = /^(?:text\/|image\/svg|application\/(?:json|manifest))/;
/** Below this a packet more or less makes no difference. */
const LEAST = 1024;

function assetOf(body: Buffer, type: string): Asset {
  let gzip: Buffer | undefined;
  const worthIt = TEXT.test(type) && body.length >= LEAST;
  return { body, type, gzipped: () => (worthIt ? (gzip ??= gzipSync(body)) : null) };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Puts a nonce on every script and style, and into the meta tag where the page looks for it. */
function withPlaceholders(html: string): string {
  const bare = html.replaceAll(/\s+nonce="[^"]*"/g, '').replaceAll(/<meta property="csp-nonce"[^>]*>\s*/g, '');
  return bare
    .replaceAll(/<(script|style|link)(?=[\s>])/g, `<$1 nonce="${PLACEHOLDER}"`)
    .replace(/<head>/, `<head>\n    <meta property="csp-nonce" nonce="${PLACEHOLDER}">`);
}
