import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiError } from '@sluice/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type RawAnswer, type TestServer } from '../testing/test-server.ts';

/** Raw requests against a real server: what comes in, and what is turned away at the border. */

let server: TestServer;
let cookie: string;
let own: string;

beforeAll(async () => {
  server = await startTestServer({
    publicUrl: 'https://fire.example:444',
    hosts: () => [
      {
        kind: 'gallery',
        id: 'example',
        name: 'Example',
        about: '',
        texts: [{ family: 'ipv4', text: '*filter\nCOMMIT\n' }],
      },
    ],
  });
  cookie = await server.logIn();
  own = `127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

const JSON_TYPE = { 'Content-Type': 'application/json' };

function code(answer: RawAnswer): string {
  return apiError.parse(JSON.parse(answer.body)).code;
}

/** A request that changes something, as the page sends it, with these headers over it; undefined leaves one out. */
function change(headers: Readonly<Record<string, string | undefined>>, body = '{}'): Promise<RawAnswer> {
  const all = {
    Host: own,
    Cookie: cookie,
    Origin: `http://${own}`,
    'Sec-Fetch-Site': 'same-origin',
    'x-sluice': '1',
    'Content-Length': String(Buffer.byteLength(body)),
    ...JSON_TYPE,
    ...headers,
  };
  const sent = Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  return server.send('POST /api/hosts/example/review', sent, body);
}

describe('Host', () => {
  const paths = ['/', '/api/session', '/api/health', '/socket.io/?EIO=4&transport=polling', '/assets/x.js'];
  const strange = [
    ['another name', 'evil.example'],
    ['another name with our port', `evil.example:PORT`],
    ['our address with another port', '127.0.0.1:1'],
    ['our name as a prefix', 'localhost.evil.example:PORT'],
    ['an empty name', ''],
    ['the unspecified address', '0.0.0.0:PORT'],
  ] as const;
  test.each(paths.flatMap((path) => strange.map(([what, host]) => [path, what, host] as const)))(
    '%s: %s is refused, with its own Origin',
    async (path, _what, host) => {
      const Host = host.replace('PORT', String(server.port));
      const answer = await server.send(`GET ${path}`, { Host, Origin: `http://${Host}`, Cookie: cookie });
      expect([403, 421]).toContain(answer.status);
      expect(answer.body).not.toContain('<html');
    },
  );

  test.each(['127.0.0.1:PORT', 'localhost:PORT', '[::1]:PORT', 'LOCALHOST:PORT', 'fire.example:444'])(
    '%s is answered',
    async (host) => {
      const Host = host.replace('PORT', String(server.port));
      expect((await server.send('GET /api/session', { Host, Cookie: cookie })).status).toBe(200);
    },
  );

  test('two of them are refused', async () => {
    const answer = await server.send('GET /api/session', { Host: own, host: 'evil.example', Cookie: cookie });
    expect([400, 421]).toContain(answer.status);
  });
});

describe('a request that changes something', () => {
  test('as the page sends it passes', async () => {
    expect((await change({})).status).toBe(200);
  });

  test.each([
    ['another origin', { Origin: 'https://evil.example' }, 'wrongOrigin'],
    ['a null origin', { Origin: 'null' }, 'wrongOrigin'],
    ['our address with another scheme', { Origin: 'https://127.0.0.1:PORT' }, 'wrongOrigin'],
    ['another port of our address', { Origin: 'http://127.0.0.1:1' }, 'wrongOrigin'],
    ['another site', { Origin: undefined, 'Sec-Fetch-Site': 'cross-site' }, 'wrongOrigin'],
    ['another name of our site', { Origin: undefined, 'Sec-Fetch-Site': 'same-site' }, 'wrongOrigin'],
    ['the address line', { Origin: undefined, 'Sec-Fetch-Site': 'none' }, 'wrongOrigin'],
    ['no header of ours', { 'x-sluice': undefined }, 'wrongOrigin'],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'badInput'],
    ['a multipart form', { 'Content-Type': 'multipart/form-data; boundary=x' }, 'badInput'],
    ['plain text', { 'Content-Type': 'text/plain' }, 'badInput'],
    ['no content type', { 'Content-Type': undefined }, 'badInput'],
    ['a type that begins alike', { 'Content-Type': 'application/jsonp' }, 'badInput'],
    ['no cookie', { Cookie: undefined }, 'notLoggedIn'],
    ['a cookie that nobody gave out', { Cookie: `sluice-PORT=${'a'.repeat(43)}` }, 'loginExpired'],
    ['two cookies', { Cookie: 'twice' }, 'notLoggedIn'],
  ] as const)('from %s is refused', async (_what, headers, expected) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]: [string, string | undefined]) => {
        if (value === 'twice') return [name, `${cookie}; ${cookie.replace('=', '=x')}; ${cookie}`];
        return [name, value?.replace('PORT', String(server.port))];
      }),
    );
    const answer = await change(filled);
    expect(code(answer)).toBe(expected);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('without Origin and Sec-Fetch-Site, as curl sends it, passes', async () => {
    expect((await change({ Origin: undefined, 'Sec-Fetch-Site': undefined })).status).toBe(200);
  });

  test.each(['{', '{"a":1}x', '\u0000', '[1', 'NaN'])('with the body %j is badJson', async (body) => {
    expect(code(await change({}, body))).toBe('badJson');
  });

  test.each(['[]', '"text"', '{"__proto__":{"x":1}}', '{"a":1}', '1e999', 'null'])(
    'with the body %j is badInput',
    async (body) => {
      expect(code(await change({}, body))).toBe('badInput');
    },
  );

  test('that is too large is told so and loses nothing', async () => {
    const answer = await change({}, JSON.stringify({ a: 'x'.repeat(1_000_000) }));
    expect(answer.status).toBe(413);
    expect(code(answer)).toBe('tooLarge');
  });

  test('that is compressed is refused', async () => {
    expect(code(await change({ 'Content-Encoding': 'gzip' }))).toBe('badInput');
  });

  test('cannot be made by another method', async () => {
    const headers = { Host: own, Cookie: cookie, 'X-HTTP-Method-Override': 'POST', 'x-sluice': '1' };
    expect((await server.send('GET /api/hosts/example/review', headers)).status).toBe(404);
    expect((await server.send('PUT /api/hosts/example/review', { ...headers, ...JSON_TYPE })).status).toBe(404);
  });
});

describe('paths', () => {
  test.each([
    '/..%2f..%2fpackage.json',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/index.html/../../x',
    '/.env',
    '/data/sluice.db',
    '/src/main.ts',
    '/assets/../index.html.map',
    '/@fs/etc/passwd',
    '//evil.example/',
    '/api',
    '/api/',
    '/api/nosuch',
    '/api/hosts/example/nosuch',
    '/api/hosts/nosuch/snapshots/ipv4',
    '/api/hosts/example/snapshots/ipv5',
    '/api/hosts/%E0%A4%A/snapshots/ipv4',
    '/API/session',
    '/api/session?token=abc&x=/../..',
  ])('%s shows nothing that is not meant to be seen', async (path) => {
    const answer = await server.send(`GET ${path}`, { Host: own, Cookie: cookie });
    if (path.startsWith('/api/session')) expect(answer.status).toBe(200);
    else expect(code(answer)).toBe('notFound');
    expect(answer.body).not.toMatch(/root:|private|SQLite/);
  });

  test('a token in the address opens nothing', async () => {
    const token = server.newToken();
    expect((await server.send(`GET /api/session?token=${token}`, { Host: own })).status).toBe(401);
    expect(server.logged.join()).not.toContain(token);
  });
});

test('every answer carries the headers that protect it', async () => {
  const headers = { Host: own };
  const answers = await Promise.all([
    server.send('GET /api/session', headers),
    server.send('GET /nosuch', headers),
    server.send('GET /', { Host: 'evil.example' }),
    server.send('POST /api/session', { ...headers, 'Content-Length': '0' }),
    server.send('GET /socket.io/?EIO=4&transport=polling', {
      ...headers,
      Cookie: cookie,
      'Sec-Fetch-Site': 'same-origin',
    }),
  ]);
  for (const answer of answers) {
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['x-powered-by']).toBeUndefined();
  }
});

test('what is not HTTP is answered and closed', async () => {
  const answer = await server.send('\u0001\u0002 nonsense\r\n', {});
  expect(answer.status).toBe(400);
});

describe('the page', () => {
  let page: TestServer;
  beforeAll(async () => {
    const webDir = join(server.folder, 'dist');
    mkdirSync(join(webDir, 'assets'), { recursive: true });
    writeFileSync(
      join(webDir, 'index.html'),
      '<!doctype html><html><head><meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__" type="module" src="/assets/a.js"></script><style>b{}</style></head></html>',
    );
    writeFileSync(join(webDir, 'assets/a.js'), 'export {};');
    writeFileSync(join(webDir, 'assets/a.js.map'), '{}');
    page = await startTestServer({ webDir });
  });
  afterAll(() => page.close());

  test.each(['/', '/?host=sandbox&family=ipv6', '/?x=<script>'])('%s has a fresh nonce on every tag', async (path) => {
    const answers = await Promise.all([1, 2].map(() => page.send(`GET ${path}`, { Host: `localhost:${page.port}` })));
    const nonces = answers.map((answer) => {
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(answer.headers['content-security-policy'] ?? '') ?? [];
      expect(nonce.length).toBeGreaterThan(20);
      expect(answer.body).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
      expect(answer.body).toContain(`<script nonce="${nonce}" type="module"`);
      expect(answer.body).toContain(`<style nonce="${nonce}">`);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test('its built files may be kept, its source maps are not served', async () => {
    const headers = { Host: `localhost:${page.port}` };
    const script = await page.send('GET /assets/a.js', headers);
    expect(script).toMatchObject({ status: 200, body: 'export {};' });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('immutable') as string,
    });
    expect((await page.send('GET /assets/a.js.map', headers)).status).toBe(404);
    expect((await page.send('POST /', { ...headers, 'Content-Length': '0' })).status).toBe(404);
  });
});
