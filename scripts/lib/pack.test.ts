import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { tarOf } from './pack.mjs';

describe.runIf(process.platform === 'linux')('the archive of a package', () => {
  let output: string;
  let folder: string;
  beforeEach(() => {
    output = temporaryFolder(onTestFinished, 'pack in a päck');
    folder = join(output, 'sallyport-1.2.3-linux-x64');
    mkdirSync(join(folder, 'resources'), { recursive: true });
    writeFileSync(join(folder, 'sallyport'), 'program', { mode: 0o755 });
    writeFileSync(join(folder, 'resources', 'app.asar'), 'archive');
  });

  it('unpacks to one folder, and names nobody', async () => {
    const file = await tarOf(folder);
    expect(file).toBe(`${folder}.tar.gz`);
    const listed = execFileSync('tar', ['-tvzf', file], { encoding: 'utf8' }).trim().split('\n');
    expect(listed.every((line) => / 0\/0 .* sallyport-1\.2\.3-linux-x64\//.test(line))).toBe(true);
    expect(listed.find((line) => line.endsWith('/sallyport'))).toMatch(/^-rwxr-xr-x/);

    const elsewhere = join(output, 'elsewhere');
    mkdirSync(elsewhere);
    execFileSync('tar', ['-xzf', file, '-C', elsewhere]);
    const unpacked = join(elsewhere, 'sallyport-1.2.3-linux-x64', 'resources', 'app.asar');
    expect(readFileSync(unpacked, 'utf8')).toBe('archive');
  });

  it('leaves nothing when it fails', async () => {
    const missing = join(output, 'missing');
    await expect(tarOf(missing)).rejects.toThrow('tar could not write');
    expect(existsSync(`${missing}.tar.gz`)).toBe(false);
  });
});
