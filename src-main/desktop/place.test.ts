import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { isDevelopmentRuntime, onlyLoopback } from './place.ts';

describe('a development run-time', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder(onTestFinished, 'place');
  });

  const executable = () => join(folder, 'sallyport');

  it('is not what this version was made for', () => {
    const official = { electron: '45.4.1', executable: executable() };
    expect(isDevelopmentRuntime('45.4.1', official)).toBe(false);
    expect(isDevelopmentRuntime('45.4.1', { ...official, electron: '45.4.0' })).toBe(true);
    expect(isDevelopmentRuntime('45.4.1', { ...official, electron: '25.1.1' })).toBe(true);
  });

  it('is one with a mark beside it, whatever it calls itself', () => {
    writeFileSync(join(folder, 'DEVELOPMENT-RUNTIME.txt'), '');
    expect(isDevelopmentRuntime('45.4.1', { electron: '45.4.1', executable: executable() })).toBe(
      true,
    );
  });

  it('listens on loopback only', () => {
    const refused = (host: string) => {
      const listener = { host, port: 8443, tls: null, balancers: [] };
      return onlyLoopback({ listener } as unknown as GatewaySettings)?.code ?? null;
    };
    for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost']) {
      expect(refused(host)).toBeNull();
    }
    for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.example.com', 'gateway.example']) {
      expect(refused(host)).toBe('ADDRESS_UNAVAILABLE');
    }
  });
});
