/** `certificates`: the listener's, those of client authorities, and whom the gateway trusts to be Exchange. */
import {
  fingerprintSchema,
  trustFileSchema,
  type Certificate,
  type Certificates,
  type ShownChain,
} from '../../../src-shared/certificates.ts';
import { clip } from '../../../src-shared/clip.ts';
import type { Problem } from '../../../src-shared/errors.ts';
import { attachToGateway, attachToRead, attachToWrite, withConsole } from '../attach.ts';
import type { Command, Context, Given } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { usage } from '../parse.ts';
import { table } from '../table.ts';

type Word = (context: Context, words: readonly string[]) => Promise<ExitCode>;

export const certificates: Command = {
  name: 'certificates',
  synopsis: '[renew | probe HOST | trust FINGERPRINT HOST | untrust FILE]',
  summary: 'what the gateway shows and whom it trusts; exit 3 when one of them cannot be used',
  options: {},
  details: [
    '  renew     puts in force what the files hold now, and nothing else that was saved',
    '  probe     shows the certificates of a server, such as https://mail.example.com:443; nothing is sent',
    '  trust     trusts the certificate with this SHA-256 fingerprint, if the server shows it now',
    '  untrust   takes a file out of config/trust; a copy stays in state/untrusted',
  ].join('\n'),
  words: { least: 0, most: 3 },
  run: (context, given: Given) => {
    const [word, ...words] = given.words;
    if (word === undefined) return list(context);
    const known = verbs[word];
    return known === undefined ? wrong(context, `no "${clip(word)}"`) : known(context, words);
  },
};

const verbs: Readonly<Record<string, Word | undefined>> = { renew, probe, trust, untrust };

async function wrong({ output }: Context, why: string): Promise<ExitCode> {
  return output.failed(usage(why, certificates).problems);
}

async function list(context: Context): Promise<ExitCode> {
  const { output } = context;
  const found = await withConsole(attachToRead(context), (console) => console.certificates({}));
  if (!found.ok) return output.failed(found.problems);
  const { listener, clients, exchange, lists, waits } = found.value;
  output.object(found.value);
  const rows = [
    ...listener.chain.map((each) => row('listener', listener.files[0] ?? '', each)),
    ...clients.files.flatMap((file) =>
      file.certificates.map((each) => row('clients', file.name, each)),
    ),
    ...exchange.files.flatMap((file) =>
      file.certificates.map((each) => row('exchange', file.name, each)),
    ),
  ];
  const head = ['for', 'file', 'subject', 'issuer', 'until', 'days', 'key'];
  output.text(rows.length === 0 ? 'the home holds no certificate' : table(head, rows));
  for (const { url, state, until } of lists)
    output.text(`revocation list ${clip(url)}: ${state}, until ${until ?? '-'}`);
  if (waits.length > 0)
    output.text(`Not in force yet: ${waits.join(', ')}. Run: sallyport certificates renew`);
  const problems = problemsIn(found.value);
  for (const each of problems) output.text(`${each.severity}: ${each.message} -> ${each.remedy}`);
  const bad = problems.some(({ severity }) => severity === 'error');
  return bad || isOver(listener.chain[0]) ? exitCodes.settings : exitCodes.ok;
}

function isOver(certificate: Certificate | undefined): boolean {
  return certificate?.lasting === 'expired' || certificate?.lasting === 'early';
}

function problemsIn({ listener, clients, exchange }: Certificates): readonly Problem[] {
  return [...listener.problems, ...clients.problems, ...exchange.problems];
}

function row(what: string, file: string, { subject, issuer, until, daysLeft, key }: Certificate) {
  return [what, file, subject, issuer, until.slice(0, 10), daysLeft, key];
}

async function renew(context: Context, words: readonly string[]): Promise<ExitCode> {
  const { output } = context;
  if (words.length > 0) return wrong(context, 'renew takes no word');
  const done = await withConsole(attachToGateway(context), (console) =>
    console.renewCertificates({}),
  );
  if (!done.ok) return output.failed(done.problems);
  output.object(done.value);
  output.text('the certificates are in force as their files are now');
  return exitCodes.ok;
}

async function probe(context: Context, words: readonly string[]): Promise<ExitCode> {
  const { output } = context;
  const [hostAndPort] = words;
  if (hostAndPort === undefined || words.length > 1)
    return wrong(context, 'name one server, such as https://mail.example.com:443');
  const done = await withConsole(attachToRead(context), (console) =>
    console.probeServer({ hostAndPort }),
  );
  if (!done.ok) return output.failed(done.problems);
  output.object(done.value);
  output.text(shownText(done.value));
  return done.value.fault === null ? exitCodes.ok : exitCodes.settings;
}

function shownText({ server, chain, fault, obstacles, offers }: ShownChain): string {
  const rows = chain.map((each) => [each.subject, each.issuer, each.until.slice(0, 10)]);
  const head = ['subject', 'issuer', 'until'];
  return [
    ...(rows.length === 0 ? [] : [table(head, rows)]),
    ...chain.map((each) => `SHA-256 ${each.fingerprint}  ${clip(each.subject, 60)}`),
    fault === null ? `${server} is trusted.` : `${fault.text} -> ${fault.remedy}`,
    ...obstacles,
    ...(fault === null
      ? []
      : offers.map(({ fingerprint }) => `sallyport certificates trust ${fingerprint} ${server}`)),
  ].join('\n');
}

async function trust(context: Context, words: readonly string[]): Promise<ExitCode> {
  const { output } = context;
  const [given, hostAndPort] = words;
  const fingerprint = fingerprintSchema.safeParse(given);
  if (!fingerprint.success || hostAndPort === undefined)
    return wrong(context, 'name the SHA-256 fingerprint and the server that shows it');
  const done = await withConsole(attachToWrite(context, 'certificates'), (console) =>
    console.trustCertificate({ fingerprint: fingerprint.data, hostAndPort }),
  );
  if (!done.ok) return output.failed(done.problems);
  output.object(done.value);
  const { file, inForce, warnings } = done.value;
  output.text(`trusted, in config/trust/${file}${inForce ? ', and in force' : ''}`);
  for (const each of warnings) output.text(`${each.message} -> ${each.remedy}`);
  return exitCodes.ok;
}

async function untrust(context: Context, words: readonly string[]): Promise<ExitCode> {
  const { output } = context;
  const file = trustFileSchema.safeParse(words[0]);
  if (!file.success || words.length > 1)
    return wrong(context, 'name one file of config/trust, without its folder');
  const done = await withConsole(attachToWrite(context, 'certificates'), (console) =>
    console.untrustCertificate({ file: file.data }),
  );
  if (!done.ok) return output.failed(done.problems);
  output.object(done.value);
  const { kept, inForce, warnings } = done.value;
  output.text(`no longer trusted${inForce ? ', and that is in force' : ''}; kept as ${kept}`);
  for (const each of warnings) output.text(`${each.message} -> ${each.remedy}`);
  return exitCodes.ok;
}
