import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import { refusal } from '../answers.ts';
import { sendError } from './api-app.ts';
import { securityHeaders } from './security-headers.ts';
import type { StaticSite } from './static-site.ts';

/** Where the page is. What it shows stands in the query, which the server does not read. */
const PAGE_PATH = '/';

/** Serves the page and its assets from memory; everything else is not found. */
export function createPageHandler(site: StaticSite | null): RequestHandler {
  return (request, response) => {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    const asset = reading ? site?.asset(request.path) : undefined;
    if (asset) {
      // The names of built files hold the hash of what is in them.
      const forever = request.path.startsWith('/assets/');
      response.set('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.set('Content-Type', asset.type);
      response.set('Vary', 'Accept-Encoding');
      const gzipped = request.acceptsEncodings('gzip') === 'gzip' ? asset.gzipped() : null;
      if (gzipped) response.set('Content-Encoding', 'gzip');
      response.send(gzipped ?? asset.body);
    } else if (reading && site && request.path === PAGE_PATH) {
      const nonce = randomBytes(16).toString('base64');
      response.set(securityHeaders(nonce));
      response.set('Content-Type', 'text/html; charset=utf-8');
      response.send(site.page(nonce));
    } else {
      sendError(response, refusal('notFound', 'There is nothing at this address.').error);
    }
  };
}
