/** From the bytes of the two files to the settings of a generation: every error of both at once, warnings apart. */
import { isError, type Problem } from '../../src-shared/errors.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { loadTrustedCertificates } from '../trust/trusted-certificates.ts';
import { assemble } from './assemble.ts';
import { loadClientCertificates } from './client-certificates.ts';
import { destinationProblems } from './destinations.ts';
import { exposureProblems } from './exposure.ts';
import { decode, type FileBytes } from './files.ts';
import type { HomePaths } from './home.ts';
import { readKcd, type KcdRead, type ReadSecret } from './kcd.ts';
import { systemNetwork, type Network } from './loop.ts';
import { readMemConfiguration } from './mem/read.ts';
import { loadNamedFiles, type NamedFiles } from './named-files.ts';
import { policyProblems } from './policies.ts';
import { readProperties } from './properties/read.ts';
import { readPush, type PushRead } from './push.ts';
import { readUem, type UemRead } from './uem.ts';

/** What is known besides the files. */
export interface LoadContext {
  /** The port that the running gateway of this home really has: an address with it leads back here, too. */
  readonly boundPort?: number | null | undefined;
  /** For tests; by default the system's DNS and interfaces. */
  readonly network?: Network | undefined;
  readonly now?: (() => Date) | undefined;
  /** Absent: the files are compared, and nothing is built from them. */
  readonly secret?: ReadSecret | undefined;
}

export interface Interpretation {
  /** Null when a problem is an error, or a file is absent. */
  readonly settings: GatewaySettings | null;
  readonly problems: readonly Problem[];
}

/** A file that is null is passed over: its reader has reported it. */
export async function interpret(
  files: FileBytes,
  paths: HomePaths,
  context: LoadContext = {},
): Promise<Interpretation> {
  const now = context.now?.() ?? new Date();
  const properties =
    files.properties && readProperties(decode('properties', files.properties), paths.properties);
  const mem =
    files.memConfiguration && readMemConfiguration(files.memConfiguration, paths.memConfiguration);
  const [named, kcd, uem, push, trusted, clients, destinations] = await Promise.all([
    mem === null ? noFiles : loadNamedFiles(mem, paths, now, context.secret ?? null),
    mem === null ? noKcd : readKcd(mem, paths.memConfiguration, context.secret ?? null),
    mem === null ? noUem : readUem(mem, paths.memConfiguration, context.secret ?? null),
    mem === null ? noPush : readPush(mem, paths, now, context.secret ?? null),
    loadTrustedCertificates(paths.trust, paths.config, now),
    loadClientCertificates(mem, paths, now),
    destinationProblems({
      properties,
      mem,
      files: paths,
      boundPort: context.boundPort ?? null,
      network: context.network ?? systemNetwork,
    }),
  ]);
  const problems = [
    ...(properties?.problems ?? []),
    ...(mem?.problems ?? []),
    ...(mem === null ? [] : exposureProblems(mem, paths.memConfiguration)),
    ...(mem === null ? [] : policyProblems(mem, paths.memConfiguration)),
    ...named.problems,
    ...kcd.problems,
    ...uem.problems,
    ...push.problems,
    ...trusted.problems,
    ...clients.problems,
    ...destinations,
  ];
  const complete = properties !== null && mem !== null && !problems.some(isError);
  const authorities = { exchange: trusted.certificates, clients: clients.certificates };
  const beyond = { kcd: kcd.kcd, uem: uem.uem, push: push.push };
  return {
    settings: complete ? assemble(properties, mem, named, authorities, beyond) : null,
    problems,
  };
}

const noKcd: KcdRead = { kcd: null, problems: [] };
const noPush: PushRead = { push: null, problems: [] };
const noUem: UemRead = { uem: null, problems: [] };
const noFiles: NamedFiles = { tls: null, directoryFile: null, problems: [] };
