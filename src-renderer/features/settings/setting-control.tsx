import type { Setting } from '../../../src-shared/settings/entry.ts';
import { FieldSetting } from './field-setting.tsx';
import { HostSetting } from './host-setting.tsx';

export function SettingControl({ setting }: { setting: Setting }) {
  return setting.type.kind === 'hostAndPort' && !setting.required ? (
    <HostSetting setting={setting} />
  ) : (
    <FieldSetting setting={setting} />
  );
}
