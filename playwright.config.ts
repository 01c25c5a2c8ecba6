import { defineConfig } from '@playwright/test';
import { PATIENCE_MS } from './lab/testing/patience.ts';

/** The whole console in a real Electron; scripts/e2e.mjs brings that, and a display. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'out/test/e2e',
  projects: [
    { name: 'app', testMatch: 'app/*.spec.ts' },
    { name: 'packaged', testMatch: 'packaged/*.spec.ts', workers: 1 },
    // `npm run bench`: alone on the machine, and a trace would be part of what is measured.
    {
      name: 'bench',
      testDir: 'bench',
      testMatch: '*/*.bench.ts',
      timeout: 900_000,
      workers: 1,
      use: { trace: 'off' },
    },
  ],
  // Each test has a console, a gateway and a home of its own, and waits for half of its time: a start, a restart, an end.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Guards against hanging, ten times what is expected.
  timeout: 4 * PATIENCE_MS,
  expect: { timeout: PATIENCE_MS },
  // No film: it costs more than it tells, and Electron 25 falls over now and then when a page goes while a debugger looks on.
  use: { trace: { mode: 'retain-on-failure', screenshots: false } },
});
