/** Which file answers a request of the window, and with which headers. */
import { extname, join, resolve, sep } from 'node:path';

export const SCHEME = 'app';
export const ORIGIN = 'app://ui';

export function isOurs(url: string): boolean {
  return url === ORIGIN || url.startsWith(`${ORIGIN}/`);
}

/** The built page, or null: nothing of ours may be read by that name. */
export function servedFile(root: string, method: string, url: string): string | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  const path = pathOf(url);
  if (path === null) return null;
  const inside = resolve(root);
  const file = resolve(join(inside, path === '/' ? 'index.html' : path));
  // With the separator: `out/renderer-old` begins with `out/renderer`, too.
  return file.startsWith(`${inside}${sep}`) ? file : null;
}

function pathOf(url: string): string | null {
  try {
    const { protocol, host, pathname, username, password } = new URL(url);
    if (protocol !== `${SCHEME}:` || host !== 'ui') return null;
    // `app://name@ui/` is no address of ours, and its origin would be (URL Standard, "origin").
    if (username !== '' || password !== '') return null;
    const path = decodeURIComponent(pathname);
    // A second decoding, a drive, a stream or another separator would name another file elsewhere.
    const plain = !/[\0\\:%]/.test(path) && !path.split('/').includes('..');
    return plain ? path : null;
  } catch {
    return null;
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Of an answer without a file: it is a document, too, when somebody goes there. */
export const emptyHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/plain; charset=utf-8',
  'content-security-policy': `default-src 'none'; frame-ancestors 'none'; sandbox`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * Each load has a nonce of its own; only Emotion's style elements carry it. There is no cross-origin-opener-policy:
 * nothing opens this page, and with it a script that goes to about:srcdoc ends the main process of Electron 25.
 */
export function headersFor(file: string, nonce: string): Record<string, string> {
  return {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

export function contentSecurityPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self'`,
    `font-src 'self'`,
    `connect-src 'self'`,
    // Without it, script-src would speak for workers.
    `worker-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
    // No pop-up, download, print, alert, nor another page in place of this one. Forms may be submitted to our own
    // script, and by form-action to nobody else.
    `sandbox allow-scripts allow-same-origin allow-forms`,
  ].join('; ');
}
