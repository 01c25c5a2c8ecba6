import type { Setting } from '../../../../src-shared/settings/entry.ts';
import type { SettingIds } from '../../../ui/setting-row.tsx';

/** What the control of one setting needs, wherever it stands: it knows no store. */
export interface FieldProps {
  readonly setting: Setting;
  /** The name of the setting, for what has no label of its own. */
  readonly title: string;
  /** As `set` takes it; null: absent. */
  readonly value: string | null;
  /** What counts while it is absent. */
  readonly fallback: string | null;
  readonly wrong: boolean;
  /** Of the words that stand beside it. */
  readonly ids: SettingIds;
  readonly change: (value: string | null) => void;
}
