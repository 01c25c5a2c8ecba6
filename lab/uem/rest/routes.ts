// Which request is which operation, and its answer when nothing goes wrong.
import type { LabDevice } from '../types.ts';
import {
  detailRecord,
  deviceUuid,
  extensiveRecord,
  listRecord,
  mailRecord,
  singleRecord,
  type View,
} from './records.ts';
import { failure, html, json, noContent, versionFor, type Reply } from './reply.ts';
import { extensiveMatchers, findPage, searchMatchers, type Found, type Query } from './search.ts';
import type { Operation, UemFault } from './types.ts';

export type Call = {
  readonly method: string;
  /** In lower case, without a slash at its end. */
  readonly path: string;
  readonly query: Query;
  readonly accept: string | undefined;
  readonly body: string;
};

/** What the world looks like to this request. */
export type World = View & {
  readonly devices: readonly LabDevice[];
  readonly fault: UemFault | null;
  readonly beyondLast: 'noContent' | 'list';
};

const DEVICES = '/api/mdm/devices';
const TOKENS = ['/connect/token', '/oauth/token'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function operationOf({ method, path }: Pick<Call, 'method' | 'path'>): Operation {
  if (method === 'POST') {
    if (TOKENS.includes(path)) return 'token';
    return path === DEVICES || path === `${DEVICES}/id` ? 'bulk' : 'other';
  }
  if (method !== 'GET') return 'other';
  if (path === `${DEVICES}/search`) return 'search';
  if (path === `${DEVICES}/extensivesearch`) return 'extensive';
  if (path === '/api/mem/memdevices/search') return 'mail';
  return /^\/api\/mdm\/devices(\/udid)?(\/[^/]+)?$/.test(path) ? 'device' : 'other';
}

export function answer(operation: Exclude<Operation, 'token'>, call: Call, world: World): Reply {
  switch (operation) {
    case 'search':
      return search(call, world);
    case 'extensive': {
      const found = find(call, world, extensiveMatchers(call.query, world));
      return list('Devices', found, (device) => extensiveRecord(device, world), [1, [1]], world);
    }
    case 'mail': {
      const found = find(call, world, []);
      return list('MEMDevices', found, (device) => mailRecord(device, world), [1, [1]], world);
    }
    case 'device':
      return oneDevice(call, world);
    case 'bulk':
      return named(call, world);
    case 'other':
      return other(call);
  }
}

function search(call: Call, world: World): Reply {
  const all = [1, 2];
  const used = versionFor(call.accept, all);
  const found = find(call, world, searchMatchers(call.query, used, world));
  return list('Devices', found, (device) => listRecord(device, world), [used, all], world);
}

function find(call: Call, world: World, matchers: Parameters<typeof findPage>[2]): Found {
  const gone = world.fault?.kind === 'shrink' ? world.fault.gone : 0;
  return findPage(world.devices, call.query, matchers, gone);
}

function list(
  name: 'Devices' | 'MEMDevices',
  found: Found,
  record: (device: LabDevice) => object,
  [used, all]: readonly [number, readonly number[]],
  { fault, beyondLast }: World,
): Reply {
  const version = { used, all };
  const { page, pageSize, total } = found;
  const ends = { Page: page, PageSize: pageSize };
  if (fault?.kind === 'empty') {
    return fault.as === 'noContent'
      ? noContent(version)
      : json(200, { [name]: [], ...ends, Total: 0 }, version);
  }
  if (total === 0 || (found.devices.length === 0 && beyondLast === 'noContent')) {
    return noContent(version);
  }
  const records = found.devices.map(record);
  if (fault?.kind === 'duplicate' && records.length > 1) records.splice(-1, 1, records[0] ?? {});
  const said = fault?.kind === 'total' ? fault.total : total;
  return json(200, { [name]: records, ...ends, Total: said }, version);
}

function oneDevice({ path, query, accept }: Call, world: World): Reply {
  const last = path.split('/').at(-1) ?? '';
  const found = world.devices.find(
    path === DEVICES
      ? alternate(query.get('searchby') ?? '', query.get('id') ?? '')
      : path.startsWith(`${DEVICES}/udid/`)
        ? alternate('udid', last)
        : UUID.test(last)
          ? (device) => deviceUuid(device) === last
          : alternate('deviceid', last),
  );
  const isWord = path !== DEVICES && !/^[0-9a-f-]+$/.test(last);
  if (found === undefined && isWord) return html(404, '404 - File or directory not found.');
  if (found === undefined) return failure(404, 5061, 'There is no such device.');
  if (UUID.test(last)) return json(200, detailRecord(found, world), { used: 2, all: [2, 3] });
  const version = { used: versionFor(accept, [1]), all: [1] };
  return json(200, singleRecord(found, world), version);
}

function alternate(by: string, id: string): (device: LabDevice) => boolean {
  const wanted = id.toLowerCase();
  switch (by.toLowerCase()) {
    case 'easid':
      return ({ deviceId }) => deviceId.toLowerCase() === wanted;
    case 'udid':
      return ({ ids }) => ids.udid.toLowerCase() === wanted;
    case 'serialnumber':
      return ({ ids }) => ids.serial.toLowerCase() === wanted;
    case 'deviceid':
      return ({ ids }) => ids.uem === wanted;
    default:
      return () => false;
  }
}

/** Full records of those whose ids the body names (facts: uem 3.5). */
function named({ path, query, body }: Call, world: World): Reply {
  const ids = readIds(body);
  if (ids === null) return failure(400, 400, 'The body is not a list of ids.');
  const by = path === DEVICES ? (query.get('searchby') ?? '') : 'deviceid';
  const matchers = ids.map((id) => alternate(by, id));
  const devices = world.devices.filter((device) => matchers.some((each) => each(device)));
  const found = { devices, page: 0, pageSize: devices.length, total: devices.length };
  return list('Devices', found, (device) => listRecord(device, world), [1, [1]], world);
}

function readIds(body: string): readonly string[] | null {
  try {
    const read = JSON.parse(body) as { BulkValues?: { Value?: unknown } } | null;
    const value = read?.BulkValues?.Value;
    return Array.isArray(value) ? value.map(String) : null;
  } catch {
    return null;
  }
}

function other({ method, path }: Call): Reply {
  if (method === 'GET' && path === '/api/system/info') {
    const version = { used: 1, all: [1] };
    return json(200, { ProductName: 'Sample UEM of the lab', ProductVersion: '0' }, version);
  }
  // facts: uem 4: what is no operation gets the web server's page.
  return html(404, '404 - File or directory not found.');
}
