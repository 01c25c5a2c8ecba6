import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { text } from '../text/text.ts';
import { Icon } from '../ui/icons/icon.tsx';

interface ExportButtonProps {
  readonly onExport: (format: 'csv' | 'json') => Promise<void>;
  /** Why it cannot be done now. */
  readonly unavailable?: string | undefined;
}

/** To a file that the administrator chooses: it says that it works until that is written. */
export function ExportButton({ onExport, unavailable }: ExportButtonProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [busy, setBusy] = useState(false);
  const run = (format: 'csv' | 'json') => () => {
    setAnchor(null);
    setBusy(true);
    void onExport(format).finally(() => setBusy(false));
  };
  return (
    <span title={unavailable}>
      <Button
        aria-haspopup="menu"
        disabled={unavailable !== undefined}
        loading={busy}
        loadingPosition="start"
        startIcon={<Icon name="export" size={16} />}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {text.actions.exportAs}
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        <MenuItem onClick={run('csv')}>{text.actions.exportCsv}</MenuItem>
        <MenuItem onClick={run('json')}>{text.actions.exportJson}</MenuItem>
      </Menu>
    </span>
  );
}
