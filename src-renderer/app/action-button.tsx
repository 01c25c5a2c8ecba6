import Button from '@mui/material/Button';
import type { ButtonProps } from '@mui/material/Button';
import { actions } from '../../src-shared/actions.ts';
import type { PageActionId } from '../../src-shared/actions.ts';
import { text } from '../text/text.ts';
import { useAction } from './actions-context.ts';
import { ariaKeys } from './shortcuts.ts';

interface ActionButtonProps extends Pick<
  ButtonProps,
  'variant' | 'color' | 'loading' | 'loadingPosition' | 'startIcon' | 'endIcon' | 'sx'
> {
  readonly action: PageActionId;
}

/** A button for an action of the one list: its words, its shortcut, and whether it can be pressed. */
export function ActionButton({ action, ...look }: ActionButtonProps) {
  const { title, unavailable, run } = useAction(action);
  return (
    <Button
      {...look}
      disabled={unavailable !== undefined}
      aria-keyshortcuts={ariaKeys(actions[action].shortcut)}
      onClick={run}
    >
      {title ?? text.actions[action]}
    </Button>
  );
}
