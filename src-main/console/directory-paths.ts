/** Where the directory's files are in a home. */
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import type { DirectoryPaths } from '../compliance/read-once.ts';
import type { HomePaths } from '../settings/home.ts';

export function directoryPaths(paths: HomePaths, settings: GatewaySettings): DirectoryPaths {
  return {
    feedFile: settings.uem === null ? settings.compliance.directoryFile : null,
    stateFile: paths.directory,
    overridesFile: paths.overrides,
  };
}
