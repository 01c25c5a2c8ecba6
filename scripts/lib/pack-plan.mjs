// What a package is called and what differs with the Electron in it. electron-builder.yml has the
// rest.

/** The word that no package of a development run-time is without. */
export const DEVRUNTIME = 'DEVRUNTIME';

// Older Electrons do not know this fuse, and setting it fails there.
const FILE_FUSE_SINCE = 29;

/** The names that people know. */
const systems = { linux: 'linux', win32: 'windows', darwin: 'macos' };

/**
 * @param electron what provideElectron() gave
 * @param options `version` of the product, `env` with the keys for signing
 * @returns {{name: string, program: string, config: object}} `name` of the folder and the archive,
 *   `program` inside the folder, `config` to lay over electron-builder.yml
 */
export function planOf(electron, { version, platform, arch, env = {} }) {
  // Everything but the locked version is for development: there is no third kind.
  const mark = electron.official ? '' : DEVRUNTIME;
  const system = `${systems[platform] ?? platform}-${arch}`;
  return {
    name: ['sallyport', version, mark, system].filter((part) => part !== '').join('-'),
    program: programOf(platform, mark),
    config: {
      electronDist: electron.dist,
      electronVersion: electron.version,
      ...(mark === '' ? {} : names(mark)),
      ...(Number.parseInt(electron.version, 10) >= FILE_FUSE_SINCE
        ? { electronFuses: { grantFileProtocolExtraPrivileges: false } }
        : {}),
      // A key that does not work must not make an unsigned package.
      forceCodeSigning: isSigned(platform, env),
    },
  };
}

function names(mark) {
  return {
    productName: `Sallyport ${mark}`,
    linux: { executableName: `sallyport-${mark}` },
    win: { executableName: `Sallyport ${mark}` },
  };
}

function programOf(platform, mark) {
  const product = mark === '' ? 'Sallyport' : `Sallyport ${mark}`;
  if (platform === 'darwin') return `${product}.app/Contents/MacOS/${product}`;
  if (platform === 'win32') return `${product}.exe`;
  return mark === '' ? 'sallyport' : `sallyport-${mark}`;
}

/** The names are electron-builder's own. */
function isSigned(platform, env) {
  if (platform === 'win32') return Boolean(env.WIN_CSC_LINK || env.CSC_LINK);
  return platform === 'darwin' && Boolean(env.CSC_LINK || env.CSC_NAME);
}
