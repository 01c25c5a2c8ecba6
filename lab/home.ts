import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ENS_DEVICE_HEADER = 'X-ENS-Devices';
export const ENS_VERDICT_HEADER = 'X-ENS-Device-Verdicts';

/** Writes the settings of a gateway in front of the lab into `home`, where they are missing. */
export async function prepareHome(home: string, exchangeUrl: string): Promise<void> {
  const config = join(home, 'config');
  await mkdir(config, { recursive: true });
  await writeNew(
    join(config, 'mem-configuration.json'),
    `${JSON.stringify(memConfiguration(exchangeUrl), null, 2)}\n`,
  );
  await writeNew(join(config, 'application.properties'), APPLICATION_PROPERTIES);
}

export function devicesFile(home: string): string {
  return join(home, 'config', 'devices.json');
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

// Shape: interface, "mem-configuration.json".
function memConfiguration(exchangeUrl: string): object {
  return {
    schemaVersion: 1,
    listener: { host: '127.0.0.1', port: 0, tls: null, balancers: [] },
    emailServer: { hostAndPort: exchangeUrl, timeoutSeconds: 30, ignoreSslErrorsWithExch: false },
    compliance: {
      mode: 'enforce',
      unknownDevices: 'block',
      directoryFile: 'devices.json',
      requireDevice: false,
      ewsBlockAnswer: 'soapFault',
      easBlockAnswer: 'forbidden',
      serviceAccounts: [],
      ens: {
        sources: ['127.0.0.1/32'],
        deviceHeader: ENS_DEVICE_HEADER,
        verdictHeader: ENS_VERDICT_HEADER,
        onlyEnsMayUseEws: false,
      },
    },
  };
}

const APPLICATION_PROPERTIES = `# Settings of a gateway in front of the sample Exchange.
enable.boxer.ens.ews.proxy=true
remove.unsupported.auth.for.ews=true
#ews.email.server.host.and.port=https://example.com:443
`;
