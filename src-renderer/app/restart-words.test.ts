import { expect, it } from 'vitest';
import { restartWords } from './restart-words.ts';

const words = (
  failed: number,
  cutStreams: number,
  finishing: number,
  { streams = 0, ewsProxy = true } = {},
) =>
  restartWords(
    '0.2 s',
    { at: '', generation: 2, durationMs: 200, failed, cutStreams, finishing },
    {
      settings: { ewsProxy, removeUnsupportedAuth: true, ewsHost: null },
      traffic: { requests: 0, streams, connections: 0 },
    },
  );

it.each([
  [words(0, 0, 0), 'Restarted in 0.2 s, 0 requests failed', true],
  [words(1, 0, 0), 'Restarted in 0.2 s, 1 request failed', false],
  [words(0, 0, 3), 'Restarted in 0.2 s, 0 requests failed, 3 still finishing', true],
  [words(0, 116, 0), 'Restarted in 0.2 s, 0 requests failed, 116 streams reconnecting', true],
  [
    words(0, 116, 0, { streams: 116 }),
    'Restarted in 0.2 s, 0 requests failed, 116 streams reconnected',
    true,
  ],
  [
    words(2, 1, 0, { ewsProxy: false }),
    'Restarted in 0.2 s, 2 requests failed, 1 stream cut',
    false,
  ],
])('%o', (found, expected, fine) => {
  expect(found).toEqual({ text: expected, fine });
});
