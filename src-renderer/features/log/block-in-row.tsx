import type { StoredEvent } from '../../../src-shared/contract/window.ts';
import { override } from '../../stores/clients.ts';
import { text } from '../../text/text.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { rowActionClass } from '../../ui/virtual-table/styles.ts';

/** One click where the request is seen; the banner that follows takes it back. By keyboard: the details of the row. */
export function BlockInRow({ row: { event } }: { row: StoredEvent }) {
  const [device, ...others] = event.devices;
  // Of several, nobody could tell which is meant.
  if (device === undefined || others.length > 0 || event.verdict === 'blocked') return null;
  const label = text.logPage.blockNow(device.id);
  return (
    <button
      type="button"
      className={rowActionClass}
      tabIndex={-1}
      title={label}
      aria-label={label}
      onClick={(click) => {
        click.stopPropagation();
        void override({ device: device.id, user: event.user }, 'block');
      }}
    >
      <Icon name="block" size={16} />
    </button>
  );
}
