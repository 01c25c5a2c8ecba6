// Devices as the API shows them: names, types and forms of facts: uem 3.2, 3.5 and 4.
import { createHash } from 'node:crypto';
import type { LabDevice } from '../types.ts';
import { NEVER, stamp } from './times.ts';
import type { UemQuirks } from './types.ts';

/** What a record is made with. */
export type View = Pick<UemQuirks, 'clockMs' | 'wipeStatus' | 'forgetsOwner'> & {
  /** When the enrollment of a device changed last. */
  readonly changedAt: (deviceId: string) => Date;
};

const GROUP = { Id: { Value: 570 }, Name: 'Lab', Uuid: uuidOf('group/Lab') };
// Numbers as recorded; 0 stands for those of which no record is known.
const PLATFORMS: Readonly<Record<string, readonly [name: string, id: number]>> = {
  apple: ['Apple', 2],
  ios: ['Apple', 2],
  ipados: ['Apple', 2],
  android: ['Android', 5],
  windows: ['WinRT', 12],
};

export function numberOf(device: LabDevice): number {
  return Number(device.ids.uem);
}

export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [8, 12, 16, 20, 32].map((end, at) => hex.slice([0, 8, 12, 16, 20][at], end)).join('-');
}

export function deviceUuid(device: LabDevice): string {
  return uuidOf(`device/${device.ids.uem}`);
}

export function enrollmentOf(device: LabDevice, view: Pick<View, 'wipeStatus'>): string {
  switch (device.enrollment) {
    case 'enrolled':
      return 'Enrolled';
    case 'wipePending':
      return view.wipeStatus;
    case 'unenrolled':
    case 'wiped': // facts: uem 3.3: the device confirmed that it broke with MDM
    case 'removed':
      return 'Unenrolled';
  }
}

export function isCompliant(device: LabDevice): boolean {
  return device.compromised !== true && device.encrypted !== false;
}

export function ownerOf(device: LabDevice, view: Pick<View, 'forgetsOwner'>) {
  const left = device.enrollment !== 'enrolled' && device.enrollment !== 'wipePending';
  if (left && view.forgetsOwner) return { name: '', email: '' };
  const domainName = device.users.find((user) => user.includes('\\'));
  const email = device.users.filter((user) => user.includes('@')).at(-1) ?? '';
  return { name: domainName?.split('\\')[1] ?? email.split('@')[0] ?? '', email };
}

export function lastSeen(device: LabDevice, view: Pick<View, 'clockMs'>): Date {
  return new Date(Date.parse(device.lastSeen) + view.clockMs);
}

export function platformOf(device: LabDevice): readonly [name: string, id: number] {
  return PLATFORMS[device.platform.toLowerCase()] ?? [device.platform, 0];
}

export function complianceOf(device: LabDevice): string {
  if (device.enrollment !== 'enrolled') return 'NotAvailable';
  return isCompliant(device) ? 'Compliant' : 'NonCompliant';
}

/** A single device of version 1. What was not reported is absent, not false. */
export function singleRecord(device: LabDevice, view: View): object {
  const [platform, platformId] = platformOf(device);
  const owner = ownerOf(device, view);
  const seen = stamp(lastSeen(device, view));
  return {
    ...{ Udid: device.ids.udid, SerialNumber: device.ids.serial },
    ...{ MacAddress: device.ids.udid.slice(0, 12).toUpperCase(), Imei: '' },
    ...{ EasId: device.deviceId, AssetNumber: '' },
    DeviceFriendlyName: `${owner.name} ${device.model} ${device.osVersion}`.trim(),
    ...{ LocationGroupId: GROUP, LocationGroupName: GROUP.Name },
    UserId:
      owner.name === ''
        ? {}
        : { Id: { Value: 1 }, Name: owner.name, Uuid: uuidOf(`user/${owner.name}`) },
    ...{ UserName: owner.name, DataProtectionStatus: 0, UserEmailAddress: owner.email },
    ...{ Ownership: 'C', PlatformId: { Id: { Value: platformId }, Name: platform } },
    ...{ Platform: platform, ModelId: { Id: { Value: platformId }, Name: device.model } },
    ...{ Model: device.model, OperatingSystem: device.osVersion, PhoneNumber: '', LastSeen: seen },
    EnrollmentStatus: enrollmentOf(device, view),
    ComplianceStatus: complianceOf(device),
    ...(device.compromised === null ? {} : { CompromisedStatus: device.compromised }),
    LastEnrolledOn: stamp(view.changedAt(device.deviceId)),
    LastComplianceCheckOn: device.enrollment === 'enrolled' ? seen : NEVER,
    LastCompromisedCheckOn: device.compromised === null ? NEVER : seen,
    ...(device.encrypted === null ? {} : { DataEncryptionYN: device.encrypted ? 'Y' : 'N' }),
    ...{ IsSupervised: false, VirtualMemory: 0, IsRoaming: false, OSBuildVersion: '' },
    ...{ EnrollmentUserUuid: '00000000-0000-0000-0000-000000000000', ManagedBy: 1, WifiSsid: '' },
    ...{ Id: { Value: numberOf(device) }, Uuid: deviceUuid(device) },
  };
}

/** One of many, versions 1 and 2. */
export function listRecord(device: LabDevice, view: View): object {
  const easIds = device.deviceId === '' ? {} : { EasId: [device.deviceId] };
  return { EasIds: easIds, TimeZone: '', ...singleRecord(device, view) };
}

/** A single device of version 2. */
export function detailRecord(device: LabDevice, view: View): object {
  const [platform] = platformOf(device);
  const owner = ownerOf(device, view);
  return {
    ...{ udid: device.ids.udid, serialNumber: device.ids.serial, imei: '' },
    ...{ friendlyName: `${owner.name} ${device.model}`.trim(), organizationGroupName: GROUP.Name },
    ...(device.encrypted === null ? {} : { dataEncrypted: device.encrypted }),
    platformInfo: {
      ...{ deviceType: platform, platformName: platform },
      ...{ modelName: device.model, osVersion: device.osVersion },
    },
    enrollmentInfo: {
      enrollmentStatus: enrollmentOf(device, view).toUpperCase(),
      compliant: isCompliant(device),
      enrollmentTimestamp: `${stamp(view.changedAt(device.deviceId))}Z`,
      lastSeenTimestamp: `${stamp(lastSeen(device, view))}Z`,
      ...{ ownership: 'CORPORATE', organizationGroupName: GROUP.Name },
      ...{ userName: owner.name, userEmailAddress: owner.email, managedBy: 'MDM' },
    },
    uuid: deviceUuid(device),
  };
}

/** One of `extensivesearch`: other names, and no ActiveSync id. */
export function extensiveRecord(device: LabDevice, view: View): object {
  const changed = stamp(view.changedAt(device.deviceId));
  const status = enrollmentOf(device, view);
  return {
    ...{ DeviceId: numberOf(device), DeviceUuid: deviceUuid(device), Udid: device.ids.udid },
    ...{ SerialNumber: device.ids.serial, DeviceFriendlyName: device.model },
    ...{ OrganizationGroupId: GROUP.Id.Value, OrganizationGroupUuid: GROUP.Uuid },
    UserName: ownerOf(device, view).name,
    ...{ LastSeen: stamp(lastSeen(device, view)), EnrollmentDate: changed },
    ...{ Compliant: isCompliant(device), AssetNumber: '', EnrollmentStatus: status },
    ...(status === 'Unenrolled' ? { UnEnrolledDate: changed } : {}),
  };
}

/** One of `memdevices/search` (facts: uem 3.6). The values of Status and Reason are made up. */
export function mailRecord(device: LabDevice, view: View): object {
  const allowed = device.enrollment === 'enrolled' && isCompliant(device);
  return {
    ...{ MEMDeviceID: numberOf(device), EASDeviceID: device.deviceId },
    ...{ EmailAddress: ownerOf(device, view).email, FriendlyName: device.model },
    ...{ Status: allowed ? 'Allowed' : 'Blocked', Reason: allowed ? 'Compliant' : 'NonCompliant' },
    ...{ Managed: device.managed ? 'TRUE' : 'FALSE', EasDeviceType: device.model },
    Platform: device.managed ? platformOf(device)[0] : null,
  };
}
