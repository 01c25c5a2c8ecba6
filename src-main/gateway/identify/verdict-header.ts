/** How the notification service is told which of the devices it named may be notified (facts: seg 1.4; ADR 31). */
import type { DeviceVerdict } from '../../../src-shared/decision.ts';
import type { EnsSettings } from '../../../src-shared/settings/in-force.ts';

type Told = Pick<DeviceVerdict, 'id' | 'verdict'>;

const joints = { comma: ', ', semicolon: '; ', pipe: '|', space: ' ', json: ', ' } as const;

export function verdictsInHeader(
  devices: readonly Told[],
  { verdictForm, deviceSyntax }: Pick<EnsSettings, 'verdictForm' | 'deviceSyntax'>,
): string {
  switch (verdictForm) {
    case 'pairs':
      return devices.map(({ id, verdict }) => `${id}=${verdict}`).join(', ');
    case 'json':
      return JSON.stringify(devices.map(({ id, verdict }) => ({ id, verdict })));
    case 'compliant': {
      const ids = devices.filter(({ verdict }) => verdict === 'allowed').map(({ id }) => id);
      return deviceSyntax.form === 'json'
        ? JSON.stringify(ids)
        : ids.join(joints[deviceSyntax.form]);
    }
  }
}
