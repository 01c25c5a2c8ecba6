// Who may import whom. ARCHITECTURE.md draws the same edges; change both, with an ADR.
//
// `rooms`: other rooms whose values may be imported; `types`: only with `import type`. src-shared
// is open to everybody and is not repeated. `packages: 'all'` means node: and npm packages, 'npm'
// only the latter.

const ENGINE = [
  'memory',
  'der',
  'http',
  'gateway',
  'compliance',
  'kerberos',
  'journal',
  'settings',
  'trust',
  'disk',
  'admin',
  'access-log',
  'uem',
  'push',
];
const HOUSE = [...ENGINE, 'engine', 'channel', 'secrets', 'doctor', 'supervisor'];

export const EDGES = {
  'src-shared': { rooms: [], packages: ['zod'] },
  lab: { rooms: [], packages: 'all' },
  // The window: it reaches the host through src-renderer/api.ts alone.
  'src-renderer': { rooms: [], packages: 'npm', files: /\.(tsx|css|svg|woff2)$/ },

  // HTTP/1.1 on sockets: messages, connections, pools. Knows no compliance and no Exchange.
  http: { rooms: ['memory'], packages: 'all' },
  // When V8 collects.
  memory: { rooms: [], packages: 'all' },
  gateway: {
    rooms: ['http', 'compliance', 'journal', 'trust', 'kerberos', 'der'],
    packages: 'all',
  },
  compliance: { rooms: ['disk'], packages: 'all' },
  kerberos: { rooms: ['der'], packages: 'all' },
  // DER as Kerberos, certificates and SPNEGO need it: strict, without knowledge of any.
  der: { rooms: [], packages: 'all' },
  journal: { rooms: [], packages: 'all' },
  // Validation loads the certificates that the settings name.
  settings: { rooms: ['trust', 'disk'], packages: 'all' },
  trust: { rooms: ['der', 'disk'], packages: 'all' },
  // Files replaced as a whole, files that must lie in one folder, errors of the system in words.
  disk: { rooms: [], packages: 'all' },

  // The connector to device management: what it reads goes to the directory, by whose names of users and devices it compares.
  uem: { rooms: ['compliance', 'trust', 'disk'], packages: 'all' },

  // A gateway with what it stands on, in this process or in one of its own.
  engine: {
    rooms: ['gateway', 'compliance', 'journal', 'admin', 'access-log', 'memory', 'uem', 'push'],
    packages: 'all',
  },
  // Health and metrics on loopback, and a line for each request: told by the gateway, never asked by it.
  admin: { rooms: ['disk'], types: ['gateway'], packages: 'all' },
  // What device management pushes: records and hints, on a listener of its own, by the rules of the gateway's.
  push: { rooms: ['http', 'gateway', 'compliance'], packages: 'all' },
  'access-log': { rooms: ['disk'], types: ['gateway'], packages: 'all' },
  channel: { rooms: [], packages: 'all' },
  secrets: { rooms: ['disk'], packages: 'all' },
  // What would go wrong, and what to do. It asks the very filter of the gateway what is left of a challenge.
  doctor: {
    rooms: ['settings', 'trust', 'disk', 'kerberos', 'gateway', 'http', 'uem'],
    packages: 'all',
  },
  supervisor: { rooms: ['channel', 'gateway', 'journal'], types: ['compliance'], packages: 'all' },
  console: { rooms: HOUSE, packages: 'all' },
  desktop: {
    rooms: ['console', 'channel', 'engine', 'journal', 'secrets', 'settings', 'supervisor'],
    packages: 'all',
    electron: true,
  },
  cli: {
    rooms: ['console', 'channel', 'supervisor', 'settings', 'journal'],
    types: ['engine'],
    packages: 'all',
  },

  // Helpers of tests may start anything but a window. Of desktop: how it serves the page, which needs no Electron.
  testing: { rooms: [...HOUSE, 'console', 'cli', 'lab', 'desktop'], packages: 'all' },
  // Tests of the whole product, as its users run it.
  e2e: { rooms: ['testing', 'lab'], packages: 'all' },
  // What is timed: the whole product, with events put into its journal. The relay's peers are plain JavaScript.
  bench: {
    rooms: ['e2e', 'testing', 'compliance', 'journal', 'kerberos', 'src-renderer'],
    packages: 'all',
    electron: true,
    files: /^bench\/relay\/peers\/[\w-]+\.mjs$/,
  },
  // Composition roots: src-main/*.ts.
  root: { rooms: [...HOUSE, 'console', 'desktop', 'cli'], packages: 'all' },
};

/** What a test may import on top of what its room may. */
export const TEST_ROOMS = ['lab', 'testing'];

/** Packages that must never reach the product, only its tests. */
export const TEST_PACKAGES = [
  'vitest',
  'fast-check',
  'ews-javascript-api',
  '@ewsjs/xhr',
  'jsdom',
  '@testing-library/dom',
  '@testing-library/react',
  '@playwright/test',
  '@axe-core/playwright',
];

/**
 * The room of a file, from its path relative to the repository; undefined: a folder that has no
 * room yet.
 */
export function roomOf(path) {
  const [top, second, third] = path.split('/');
  if (['src-shared', 'src-renderer', 'lab', 'e2e', 'bench'].includes(top)) return top;
  if (top !== 'src-main') return undefined;
  if (third === undefined) return 'root';
  return Object.hasOwn(EDGES, second) ? second : undefined;
}

/** @returns true for tests and for the helpers that only tests use */
export function isTest(path) {
  return (
    /\.test\.tsx?$/.test(path) ||
    /^(src-main\/testing|src-renderer\/testing|e2e|bench)\//.test(path) ||
    // Helpers of one room's tests: testing.ts, testing-child.ts, testing/tap.ts.
    /^(src-main|lab)\/[^/]+\/testing(-[^/]+)?(\.ts$|\/)/.test(path)
  );
}
