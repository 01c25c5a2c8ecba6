/**
 * Works on the settings of a home in a process of its own, so that it can be killed or run as another account.
 * `loop HOME`: switches the EWS proxy and the compliance mode on and off for ever. `set HOME KEY=VALUE`: once, and prints the result.
 */
import { homePaths } from '../settings/home.ts';
import { setKeys } from '../settings/edit.ts';
import { testNetwork } from './settings-home.ts';

const [mode = '', home = '', pair = ''] = process.argv.slice(2);
const context = { network: testNetwork() };
const paths = homePaths(home);

if (mode === 'set') {
  const [key = '', value = ''] = pair.split('=');
  process.stdout.write(JSON.stringify(await setKeys(paths, { [key]: value }, 'child', context)));
} else {
  process.stdout.write('started\n');
  for (let count = 0; ; count += 1) {
    const on = count % 2 === 0;
    const changes = {
      'enable.boxer.ens.ews.proxy': on ? 'true' : 'false',
      'compliance.mode': on ? 'enforce' : 'test',
    };
    await setKeys(paths, changes, 'child', context);
  }
}
