// A realm by hand (scripts/realm.mjs): it says how to speak to it, and goes when it is told to.
import { startGssapiApache } from './apache.ts';
import { startMit } from './mit.ts';
import { startSamba } from './samba.ts';
import type { Realm } from './types.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const kind = process.argv[2] ?? 'mit';
if (kind === 'mit' || kind === 'samba') {
  await present(kind === 'mit' ? await startMit({ sha2: true }) : await startSamba());
} else {
  process.stderr.write('usage: node scripts/realm.mjs [mit|samba]\n');
  process.exitCode = 2;
}

async function present(realm: Realm): Promise<void> {
  const apache = await startGssapiApache({ realm });
  const proxy = realm.account('proxy');
  const { spn } = realm.account('mail');
  const cache = `FILE:${realm.folder}/by-hand.cc`;
  const resolve = `${apache.host}:${apache.port}:127.0.0.1`;
  say(`# ${realm.realm}: KDC at 127.0.0.1:${realm.port}, Apache at ${apache.url} as ${spn}.`);
  for (const { name, upn, password } of realm.people) say(`#   ${name}  ${upn}  ${password}`);
  say(`#   ${proxy.name}  ${proxy.password}  ${proxy.keytab}`);
  say('# To come as alice:');
  say(`export KRB5_CONFIG=${realm.krb5Conf} KRB5CCNAME=${cache}`);
  say(`kinit -k -t ${proxy.keytab} ${proxy.principal}`);
  say(`kvno --out-cache ${cache}.alice -U alice -P ${spn}`);
  say(
    `KRB5CCNAME=${cache}.alice curl -i --resolve ${resolve} --negotiate -u : http://${apache.host}:${apache.port}/EWS/Exchange.asmx`,
  );
  say('# It ends with Ctrl-C.');
  const end = (): void =>
    void Promise.all([apache.stop(), realm.stop()]).then(() => process.exit());
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  // Nothing else keeps it alive that could not end by itself.
  setInterval(() => undefined, 60_000);
}
