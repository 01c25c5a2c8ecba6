/** What the saved files say, each value by itself: one that is wrong hides no other, and nothing needs to pass as a whole. */
import { parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { decode, readFiles } from '../settings/files.ts';
import type { HomePaths } from '../settings/home.ts';
import { readMemConfiguration, type MemReading } from '../settings/mem/read.ts';
import { readProperties } from '../settings/properties/read.ts';
import { parseBoolean } from '../settings/properties/values.ts';

export interface Saved {
  /** Null: the file cannot be read. */
  readonly mem: MemReading | null;
  /** Null: nobody named one, or not rightly. */
  readonly eas: UpstreamAddress | null;
  readonly ews: UpstreamAddress | null;
  /** EWS goes to a server of its own. */
  readonly apart: boolean;
  readonly removeUnsupportedAuth: boolean;
  readonly ignoreSslErrors: boolean;
  readonly kcdEnabled: boolean;
  /** `authentication.ntlm` lets it through. */
  readonly ntlm: boolean;
}

export async function readSavedValues(paths: HomePaths): Promise<Saved> {
  const { bytes } = await readFiles(paths);
  const mem =
    bytes.memConfiguration && readMemConfiguration(bytes.memConfiguration, paths.memConfiguration);
  const properties =
    bytes.properties && readProperties(decode('properties', bytes.properties), paths.properties);
  const eas = addressOf(mem?.valueOf('emailServer.hostAndPort') ?? null);
  const own = addressOf(properties?.valueOf('ews.email.server.host.and.port') ?? null);
  const removes = properties?.valueOf('remove.unsupported.auth.for.ews') ?? '';
  return {
    mem,
    eas,
    ews: own ?? eas,
    apart: own !== null,
    removeUnsupportedAuth: parseBoolean(removes) === true,
    ignoreSslErrors: mem?.valueOf('emailServer.ignoreSslErrorsWithExch') === true,
    kcdEnabled: mem?.valueOf('kcd.enabled') === true,
    ntlm: mem?.valueOf('authentication.ntlm') === 'pinned',
  };
}

function addressOf(text: string | null): UpstreamAddress | null {
  const parsed = text === null ? null : parseHostAndPort(text);
  return parsed?.ok === true ? parsed.address : null;
}
