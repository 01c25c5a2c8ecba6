import { text } from '../../text/text.ts';
import { formatCount } from '../format/number.ts';
import { Icon } from '../icons/icon.tsx';
import { Fresh } from './styles.ts';

interface FreshButtonProps {
  readonly count: number;
  readonly onJump: () => void;
}

export function FreshButton({ count, onJump }: FreshButtonProps) {
  if (count <= 0) return null;
  const shown = formatCount(count);
  return (
    <Fresh type="button" aria-label={text.table.jumpToEnd(shown, count === 1)} onClick={onJump}>
      <Icon name="arrowDown" size={14} />
      {text.table.newRows(shown)}
    </Fresh>
  );
}
