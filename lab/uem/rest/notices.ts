// Event notifications: what UEM posts to a URL when something happens to a device (facts: uem 6).
import { basicAuthorization, createClient, type Client } from '../../client.ts';
import type { LabDevice, Uem, UemEvent } from '../types.ts';
import {
  complianceOf,
  deviceUuid,
  enrollmentOf,
  numberOf,
  ownerOf,
  platformOf,
} from './records.ts';
import { requireLoopback } from '../../loopback.ts';

export type NoticeTarget = {
  readonly url: string;
  /** Null: signed in by nothing, which the vendor's console offers, too. */
  readonly signIn: { readonly user: string; readonly password: string } | null;
  /** Both spellings of an event's name are recorded. */
  readonly spelling?: 'blanks' | 'joined';
  /** Both forms of a time are recorded. */
  readonly times?: 'iso' | 'milliseconds';
};

export type SentNotice = {
  readonly body: string;
  /** 0: no answer. */
  readonly status: number;
};

export type Notices = {
  /** Where to from now on; null: nowhere. */
  readonly setTarget: (target: NoticeTarget | null) => void;
  /** "Test Connection": status of a GET, 0 without an answer. */
  readonly test: () => Promise<number>;
  /** Posts the last notice again, unchanged; status of the answer. */
  readonly repeat: () => Promise<number>;
  /** The newest thousand, oldest first. Each is tried once: what the vendor repeats is not known. */
  readonly sent: () => readonly SentNotice[];
  /** Resolves once everything that happened so far was tried. */
  readonly settled: () => Promise<void>;
  readonly close: () => void;
};

const KEPT = 1000;
const PATIENCE_MS = 10_000;

/** Only 39, 178 and 229 are recorded; nothing may depend on the others. */
const EVENTS: Readonly<Record<UemEvent['action'], readonly [id: number, type: string]>> = {
  wipe: [229, 'Device Enterprise Wipe Requested'],
  wiped: [39, 'Break MDM Confirmed'],
  unenrol: [39, 'Break MDM Confirmed'],
  enrol: [900, 'MDM Enrollment Complete'],
  compromise: [178, 'Compromised Status Changed'],
  restore: [178, 'Compromised Status Changed'],
  delete: [901, 'Delete Device Requested'],
};

export function startNotices(
  uem: Pick<Uem, 'devices' | 'listen'>,
  first: NoticeTarget | null = null,
): Notices {
  let target = first;
  let last: Promise<unknown> = Promise.resolve();
  const sent: SentNotice[] = [];
  const client = createClient();
  // A device that was deleted is still named by its notice.
  const known = new Map(uem.devices().map((device) => [device.deviceId, device]));
  const deliver = async (to: NoticeTarget, body: string): Promise<number> => {
    const status = await call(client, to, 'POST', body);
    sent.push({ body, status });
    if (sent.length > KEPT) sent.shift();
    return status;
  };
  const stop = uem.listen((event) => {
    for (const device of uem.devices()) known.set(device.deviceId, device);
    const device = known.get(event.deviceId);
    if (target === null || device === undefined) return;
    const [to, body] = [target, JSON.stringify(noticeOf(event, device, target))];
    last = last.then(() => deliver(to, body));
  });
  return {
    setTarget: (next) => {
      if (next !== null) requireLoopback(next.url);
      target = next;
    },
    test: () => (target === null ? Promise.resolve(0) : call(client, target, 'GET')),
    repeat: () => {
      const body = sent.at(-1)?.body;
      return target === null || body === undefined ? Promise.resolve(0) : deliver(target, body);
    },
    sent: () => sent,
    settled: async () => {
      await last;
    },
    close: () => {
      stop();
      target = null;
      client.close();
    },
  };
}

async function call(
  client: Client,
  { url, signIn }: NoticeTarget,
  method: 'GET' | 'POST',
  body?: string,
): Promise<number> {
  const headers = {
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(signIn === null ? {} : { Authorization: basicAuthorization(signIn.user, signIn.password) }),
  };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const request = { url, method, headers, signal, ...(body === undefined ? {} : { body }) };
    return (await client.call(request)).status;
  } catch {
    return 0;
  }
}

function noticeOf(event: UemEvent, device: LabDevice, target: NoticeTarget): object {
  const [id, type] = EVENTS[event.action];
  const at = timeOf(new Date(event.at), target.times ?? 'iso');
  const owner = ownerOf(device, { forgetsOwner: true });
  return {
    ...{ EventId: id, EventType: target.spelling === 'joined' ? type.replaceAll(' ', '') : type },
    ...{ DeviceId: numberOf(device), DeviceFriendlyName: device.model },
    ...{ EnrollmentEmailAddress: owner.email, EnrollmentUserName: owner.name, EventTime: at },
    EnrollmentStatus: enrollmentOf(device, { wipeStatus: 'EnterpriseWipePending' }),
    // Empty in every record, in the notice of a change as well.
    ...{ CompromisedStatus: '', CompromisedTimeStamp: at },
    ...{ ComplianceStatus: complianceOf(device), PhoneNumber: '' },
    ...{ Udid: device.ids.udid.toUpperCase(), SerialNumber: device.ids.serial },
    ...{ MACAddress: '000000000000', DeviceIMEI: '', EnrollmentUserId: 1, AssetNumber: '' },
    ...{ Platform: platformOf(device)[0], OperatingSystem: device.osVersion },
    ...{
      Ownership: 'CorporateDedicated',
      SIMMCC: '',
      CurrentMCC: '',
      OrganizationGroupName: 'Lab',
    },
    ...{ DeviceUUID: deviceUuid(device), EnrollmentUserUUID: '' },
  };
}

/** Seven digits without the zeros at their end, or as .NET once wrote JSON. */
function timeOf(at: Date, form: 'iso' | 'milliseconds'): string {
  if (form === 'milliseconds') return `/Date(${String(at.getTime())})/`;
  const ticks = `${at.toISOString().slice(20, 23)}4711`.replace(/0+$/, '');
  return `${at.toISOString().slice(0, 20)}${ticks}Z`;
}
