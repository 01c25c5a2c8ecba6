/** Problems of the gateway, which knows settings by key alone, with the file and the line where an administrator finds them. */
import type { Problem, Result } from '../../src-shared/errors.ts';
import { readFiles } from './files.ts';
import type { HomePaths } from './home.ts';
import { readMemConfiguration, type MemReading } from './mem/read.ts';
import { withOwner } from './port-owner.ts';

/** How the gateway calls the file. */
const MEM_CONFIGURATION = 'config/mem-configuration.json';

export async function placed<Value>(
  paths: HomePaths,
  result: Result<Value>,
): Promise<Result<Value>> {
  if (result.ok || !result.problems.some(isUnplaced)) return result;
  const bytes = (await readFiles(paths)).bytes.memConfiguration;
  const mem = bytes && readMemConfiguration(bytes, paths.memConfiguration);
  const problems = result.problems.map(async (each): Promise<Problem> => {
    if (!isUnplaced(each)) return each;
    const { line: _none, ...rest } = { ...each, file: paths.memConfiguration };
    const line = each.key === undefined ? undefined : mem?.lineOf(each.key);
    return named(line === undefined ? rest : { ...rest, line }, mem);
  });
  return { ok: false, problems: await Promise.all(problems) };
}

async function named(found: Problem, mem: MemReading | null): Promise<Problem> {
  const host = mem?.valueOf('listener.host');
  const port = mem?.valueOf('listener.port');
  return host === undefined || port === undefined ? found : withOwner(found, host, port);
}

function isUnplaced({ file }: Problem): boolean {
  return file === MEM_CONFIGURATION;
}
