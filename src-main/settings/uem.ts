/** The settings for device management, with the secrets that they need. */
import { problem, type Problem } from '../../src-shared/errors.ts';
import type { SecretName } from '../../src-shared/secrets.ts';
import type {
  UemProxy,
  UemSettings,
  UemSignIn,
} from '../../src-shared/settings/device-management.ts';
import type { MemConfiguration } from '../../src-shared/settings/mem-schema.ts';
import {
  formatWebAddress,
  parseProxy,
  parseUemUrl,
  parseWebAddress,
} from '../../src-shared/settings/uem-values.ts';
import type { ReadSecret } from './kcd.ts';
import type { MemReading } from './mem/read.ts';

export interface UemRead {
  /** Null: off, or something is missing. */
  readonly uem: UemSettings | null;
  readonly problems: readonly Problem[];
}

type Values = Pick<
  MemConfiguration['uem'],
  | 'url'
  | 'signIn'
  | 'user'
  | 'tokenUrl'
  | 'clientId'
  | 'organizationGroup'
  | 'proxy'
  | 'proxyUser'
  | 'bulkHours'
  | 'deltaMinutes'
  | 'maxAgeHours'
>;

/** @param secret null: whoever reads the files only compares them, and builds nothing from them */
export async function readUem(
  mem: MemReading,
  file: string,
  secret: ReadSecret | null,
): Promise<UemRead> {
  // Also where other sections are wrong: what is missing here is told with the rest.
  const values = valuesOf(mem);
  if (values === null || values.url === null) return { uem: null, problems: [] };
  const parsed = parseUemUrl(values.url);
  if (!parsed.ok) return { uem: null, problems: [] };
  const missing: Problem[] = [];
  const place = { file, line: mem.lineOf('uem.url') };
  const lacks = (key: 'uem.user' | 'uem.tokenUrl' | 'uem.clientId', why: string): void => {
    missing.push(problem('KEY_MISSING', `${why}, but ${key} is not set.`, { ...place, key }));
  };
  const read = async (name: SecretName, why: string | null): Promise<string | null> => {
    if (secret === null) return '';
    const found = await secret(name);
    if (!found.ok) missing.push(...found.problems);
    else if (found.value !== null) return Buffer.from(found.value).toString('utf8');
    else if (why !== null) missing.push(lacking(name, why, { ...place, key: 'uem.url' }));
    return null;
  };
  const signIn = await signInOf(values, lacks, read);
  const proxy = await proxyOf(values, read);
  if (missing.length > 0 || signIn === null) return { uem: null, problems: missing };
  const { organizationGroup, bulkHours, deltaMinutes, maxAgeHours } = values;
  return {
    uem: {
      ...{ address: parsed.address, signIn, organizationGroup, proxy, bulkHours, deltaMinutes },
      maxAgeHours: maxAgeHours === 0 ? null : maxAgeHours,
    },
    problems: [],
  };
}

type Lacks = (key: 'uem.user' | 'uem.tokenUrl' | 'uem.clientId', why: string) => void;
/** `why`: null where it may be missing. */
type Read = (name: SecretName, why: string | null) => Promise<string | null>;

async function signInOf(values: Values, lacks: Lacks, read: Read): Promise<UemSignIn | null> {
  if (values.signIn === 'basic') {
    const why = 'uem.url is set and uem.signIn is basic';
    if (values.user === null) lacks('uem.user', why);
    const password = await read('uem.password', why);
    const tenantCode = await read('uem.tenantCode', why);
    if (values.user === null || password === null || tenantCode === null) return null;
    return { kind: 'basic', user: values.user, password, tenantCode };
  }
  const why = 'uem.signIn is oauth';
  if (values.tokenUrl === null) lacks('uem.tokenUrl', why);
  if (values.clientId === null) lacks('uem.clientId', why);
  const clientSecret = await read('uem.clientSecret', why);
  const tenantCode = (await read('uem.tenantCode', null)) ?? null;
  const parsed = values.tokenUrl === null ? null : parseWebAddress(values.tokenUrl);
  if (parsed?.ok !== true || values.clientId === null || clientSecret === null) return null;
  const { clientId } = values;
  return { kind: 'oauth', tokenUrl: formatWebAddress(parsed), clientId, clientSecret, tenantCode };
}

async function proxyOf(values: Values, read: Read): Promise<UemProxy | null> {
  const parsed = values.proxy === null ? null : parseProxy(values.proxy);
  if (parsed?.ok !== true) return null;
  if (values.proxyUser === null) return { address: parsed.address, account: null };
  const password = await read('uem.proxyPassword', 'uem.proxyUser is set');
  const account = password === null ? null : { user: values.proxyUser, password };
  return { address: parsed.address, account };
}

function lacking(name: SecretName, why: string, where: object): Problem {
  const remedy = `Set it: in the window under Settings, or with sallyport secret set ${name}`;
  return problem('SECRET_MISSING', `${why}, but ${name} is not set.`, {
    ...where,
    remedy,
    secret: name,
  });
}

/** Null where one of them is wrong, which its reader says. */
function valuesOf(mem: MemReading): Values | null {
  const [url, signIn] = [mem.valueOf('uem.url'), mem.valueOf('uem.signIn')];
  const [user, tokenUrl] = [mem.valueOf('uem.user'), mem.valueOf('uem.tokenUrl')];
  const clientId = mem.valueOf('uem.clientId');
  const organizationGroup = mem.valueOf('uem.organizationGroup');
  const [proxy, proxyUser] = [mem.valueOf('uem.proxy'), mem.valueOf('uem.proxyUser')];
  const [bulkHours, deltaMinutes] = [mem.valueOf('uem.bulkHours'), mem.valueOf('uem.deltaMinutes')];
  const maxAgeHours = mem.valueOf('uem.maxAgeHours');
  if (url === undefined || signIn === undefined || user === undefined) return null;
  if (tokenUrl === undefined || clientId === undefined || proxy === undefined) return null;
  if (organizationGroup === undefined || proxyUser === undefined) return null;
  if (bulkHours === undefined || deltaMinutes === undefined || maxAgeHours === undefined)
    return null;
  return {
    ...{ url, signIn, user, tokenUrl, clientId, organizationGroup, proxy, proxyUser },
    ...{ bulkHours, deltaMinutes, maxAgeHours },
  };
}
