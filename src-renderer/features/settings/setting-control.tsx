import type { Setting } from '../../../src-shared/settings/entry.ts';
import { BooleanSetting } from './boolean-setting.tsx';
import { HostSetting } from './host-setting.tsx';
import { IntegerSetting } from './integer-setting.tsx';
import { ReadOnlySetting } from './read-only-setting.tsx';

/** The form of one setting, by its type. `set` writes application.properties only. */
export function SettingControl({ setting }: { setting: Setting }) {
  if (setting.file !== 'application.properties') return <ReadOnlySetting setting={setting} />;
  switch (setting.type.kind) {
    case 'boolean':
      return <BooleanSetting setting={setting} />;
    case 'integer':
      return <IntegerSetting setting={setting} />;
    case 'hostAndPort':
      return <HostSetting setting={setting} />;
  }
}
