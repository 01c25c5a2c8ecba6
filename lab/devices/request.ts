import { basicAuthorization, type CallInput } from '../client.ts';
import { writeBase64Query } from '../exchange/eas/query.ts';
import { encodeWbxml, node, TAGS, type WbxmlNode } from '../exchange/eas/wbxml.ts';
import { INBOX_ID } from '../exchange/eas/commands.ts';
import type { FleetDevice } from '../uem/fleet.ts';

export type DeviceCommand = 'OPTIONS' | 'Provision' | 'FolderSync' | 'Sync' | 'Ping';

/** The request as that device's mail client writes it: plain query or base64, its own User-Agent. */
export function deviceRequest(
  easUrl: string,
  fleetDevice: FleetDevice,
  command: DeviceCommand,
  heartbeatSeconds: number,
): CallInput {
  const { owner, userAgent, base64 } = fleetDevice;
  const common = {
    Authorization: basicAuthorization(`${owner.domain}\\${owner.sam}`, owner.password),
    'User-Agent': userAgent,
  };
  if (command === 'OPTIONS') return { url: easUrl, method: 'OPTIONS', headers: common };
  return {
    url: `${easUrl}?${queryOf(fleetDevice, command)}`,
    method: 'POST',
    headers: {
      ...common,
      'Content-Type': base64 ? 'application/vnd.ms-sync' : 'application/vnd.ms-sync.wbxml',
      ...(base64 ? {} : { 'MS-ASProtocolVersion': '14.1', 'X-MS-PolicyKey': '1307199584' }),
    },
    body: encodeWbxml(bodyOf(command, heartbeatSeconds)),
  };
}

function queryOf({ device, owner, deviceType, base64 }: FleetDevice, command: string): string {
  const { deviceId } = device;
  if (base64) {
    return writeBase64Query({ command, deviceId, deviceType, user: null, policyKey: '1307199584' });
  }
  const user = encodeURIComponent(owner.upn);
  return `Cmd=${command}&User=${user}&DeviceId=${deviceId}&DeviceType=${deviceType}`;
}

function bodyOf(command: Exclude<DeviceCommand, 'OPTIONS'>, heartbeatSeconds: number): WbxmlNode {
  switch (command) {
    case 'Provision': {
      const policy = node(TAGS.policy, [node(TAGS.policyType, 'MS-EAS-Provisioning-WBXML')]);
      return node(TAGS.provision, [node(TAGS.policies, [policy])]);
    }
    case 'FolderSync':
      return node(TAGS.folderSync, [node(TAGS.folderSyncKey, 0)]);
    case 'Sync': {
      const inbox = [node(TAGS.syncKey, 1), node(TAGS.collectionId, INBOX_ID)];
      return node(TAGS.sync, [node(TAGS.collections, [node(TAGS.collection, inbox)])]);
    }
    case 'Ping': {
      const inbox = [node(TAGS.pingId, INBOX_ID), node(TAGS.pingClass, 'Email')];
      return node(TAGS.ping, [
        node(TAGS.heartbeatInterval, heartbeatSeconds),
        node(TAGS.pingFolders, [node(TAGS.pingFolder, inbox)]),
      ]);
    }
  }
}
