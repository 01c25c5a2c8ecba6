import { expect, test } from 'vitest';
import {
  contentSecurityPolicy,
  emptyHeaders,
  headersFor,
  isOurs,
  servedFile,
} from './served-file.ts';

const root = '/srv/out/renderer';

test.each([
  ['app://ui/', `${root}/index.html`],
  ['app://ui/index.html?x=1#/log', `${root}/index.html`],
  ['app://ui/assets/index-a1.js', `${root}/assets/index-a1.js`],
  // The parser of URLs takes the dots away: what is left lies inside.
  ['app://ui/../../etc/passwd', `${root}/etc/passwd`],
])('%s is %s', (url, file) => {
  expect(servedFile(root, 'GET', url)).toBe(file);
  expect(servedFile(root, 'HEAD', url)).toBe(file);
});

test.each([
  'app://ui/%2e%2e%2f%2e%2e%2fetc/passwd',
  'app://ui/..%2f..%2fetc/passwd',
  'app://ui/assets/..%2F..%2Frenderer-old/x.js',
  'app://ui/..%5c..%5cwindows',
  'app://ui/a%00.js',
  'app://ui/%252e%252e/x',
  'app://ui/C:/windows/win.ini',
  'app://ui/%zz',
  'app://other/index.html',
  'app://ui@other/index.html',
  'app://name@ui/index.html',
  'app://name:word@ui/index.html',
  'app://ui:80/index.html',
  'app://ui.other/index.html',
  'app:///index.html',
  'app://ui/\\\\server/share',
  'app://ui/index.html::$DATA',
  'file:///etc/passwd',
  'https://ui/index.html',
  'no url',
])('%s is nothing', (url) => {
  expect(servedFile(root, 'GET', url)).toBeNull();
});

test('only reading is answered', () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect(servedFile(root, method, 'app://ui/index.html')).toBeNull();
  }
});

test('no script but ours, no guessing of types', () => {
  const policy = contentSecurityPolicy('abc');
  expect(policy).toContain(`script-src 'self';`);
  expect(policy).toContain(`style-src 'self' 'nonce-abc'`);
  expect(policy).not.toContain('unsafe');
  expect(headersFor('/x/index.html', 'abc')).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
  });
});

test('a refusal is no document that could do anything', () => {
  expect(emptyHeaders['content-security-policy']).toContain(`default-src 'none'`);
  expect(emptyHeaders['content-security-policy']).toContain('sandbox');
  expect(emptyHeaders['x-content-type-options']).toBe('nosniff');
});

test.each([
  ['app://ui', true],
  ['app://ui/index.html#/log', true],
  ['app://ui.other/', false],
  ['app://ui@other/', false],
  ['app://name@ui/', false],
  ['app:ui/', false],
  ['https://ui/', false],
  ['', false],
])('%s is ours: %s', (url, ours) => {
  expect(isOurs(url)).toBe(ours);
});
