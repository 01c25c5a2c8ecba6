/** What an injection would try against the policy of the page: a title, a function body, and what the browser reports. */

/** `worked = true` is how a body says that it got through. */
export type Attack = readonly [title: string, body: string, reported: RegExp];

const elsewhere = 'https://elsewhere.invalid/x';

const element = (name: string, properties: string) =>
  `const made = document.createElement('${name}'); ${properties}; document.body.append(made);`;

const typed = /^require-trusted-types-for/;

export const scripts: readonly Attack[] = [
  [
    'a handler in assigned markup',
    `document.body.lastElementChild.innerHTML = '<img src=x onerror="worked=true">'`,
    typed,
  ],
  ['a script with a text', element('script', `made.append('worked = true')`), typed],
  [
    'a script of another origin',
    element('script', `made.setAttribute('src', '${elsewhere}')`),
    typed,
  ],
  [
    'a module of another origin',
    `import('${elsewhere}').then(() => { worked = true })`,
    /^script-src-elem https:/,
  ],
  [
    'a module out of a data: URL',
    `import('data:text/javascript,worked=true')`,
    /^script-src-elem data/,
  ],
  [
    'a handler in an attribute',
    `${element('b', `made.setAttribute('onclick', 'worked = true')`)} made.click()`,
    typed,
  ],
  [
    'a javascript: link',
    `${element('a', `made.href = 'javascript:void(worked = true)'`)} made.click()`,
    /^(script-src-elem|script-src|require-trusted)/,
  ],
  [
    'a policy of trusted types',
    `trustedTypes.createPolicy('default', { createScript: (text) => text }); worked = true`,
    /^trusted-types/,
  ],
];

export const evaluations: readonly Attack[] = [
  ['eval', `eval('worked = true')`, typed],
  ['new Function', `new Function('worked = true')()`, typed],
  ['a timer with a text', `setTimeout('worked = true', 0)`, typed],
  [
    'WebAssembly',
    `new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); worked = true`,
    /^script-src wasm-eval/,
  ],
  [
    'a worker out of a blob',
    `new Worker(URL.createObjectURL(new Blob(['']))); worked = true`,
    typed,
  ],
  [
    'a service worker',
    `navigator.serviceWorker.register('app://ui/x.js').then(() => { worked = true }, () => {})`,
    typed,
  ],
];

export const styles: readonly Attack[] = [
  [
    'a style without the nonce',
    `${element('style', `made.append('body { outline: 7px solid }')`)}
     worked = getComputedStyle(document.body).outlineWidth === '7px'`,
    /^style-src-elem inline/,
  ],
  [
    'a style in an attribute',
    `${element('b', `made.setAttribute('style', 'outline: 7px solid')`)}
     worked = getComputedStyle(made).outlineWidth === '7px'`,
    /^style-src-attr inline/,
  ],
  [
    'a style sheet of another origin',
    element('link', `made.rel = 'stylesheet'; made.href = '${elsewhere}'`),
    /^style-src-elem https:/,
  ],
];

const loads: readonly (readonly [title: string, body: string, directive: string])[] = [
  ['fetch', `fetch('${elsewhere}').catch(() => {})`, 'connect-src'],
  ['fetch of loopback', `fetch('http://127.0.0.1:1/').catch(() => {})`, 'connect-src'],
  [
    'XMLHttpRequest',
    `const asked = new XMLHttpRequest(); asked.open('GET', '${elsewhere}'); asked.send()`,
    'connect-src',
  ],
  ['a WebSocket', `new WebSocket('wss://elsewhere.invalid/')`, 'connect-src'],
  ['an EventSource', `new EventSource('${elsewhere}')`, 'connect-src'],
  ['a beacon', `navigator.sendBeacon('${elsewhere}', 'x')`, 'connect-src'],
  ['a WebTransport', `new WebTransport('${elsewhere}').closed.catch(() => {})`, 'connect-src'],
  [
    'the ping of a link',
    `${element('a', `made.href = '#x'; made.ping = '${elsewhere}'`)} made.click()`,
    'connect-src',
  ],
  ['an image of another origin', element('img', `made.src = '${elsewhere}'`), 'img-src'],
  [
    'an image out of a data: URL',
    element(
      'img',
      `made.onload = () => { worked = true };
       made.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='`,
    ),
    'img-src',
  ],
  ['a font', `new FontFace('x', 'url(${elsewhere})').load().catch(() => {})`, 'font-src'],
  ['sound', element('audio', `made.src = '${elsewhere}'`), 'media-src'],
];

export const leaks: readonly Attack[] = loads.map(([title, body, directive]) => [
  title,
  body,
  new RegExp(`^${directive} `),
]);

export const embedded: readonly Attack[] = [
  ['a frame of another origin', element('iframe', `made.src = '${elsewhere}'`), /^frame-src/],
  ['a frame of our own', element('iframe', `made.src = 'app://ui/index.html'`), /^frame-src/],
  ['a frame out of a data: URL', element('iframe', `made.src = 'data:text/html,x'`), /^frame-src/],
  // Newer browsers took this attribute from the trusted types, where object-src speaks.
  ['an object', element('object', `made.data = '${elsewhere}'`), /^(require-trusted|object-src)/],
  [
    'an embedded document',
    element('embed', `made.setAttribute('src', '${elsewhere}')`),
    /^(require-trusted|object-src)/,
  ],
  [
    'another base',
    `${element('base', `made.href = '${elsewhere}'`)}
     worked = !document.baseURI.startsWith('app://ui/')`,
    /^base-uri/,
  ],
];
