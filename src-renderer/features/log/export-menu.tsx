import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import type { Problem } from '../../../src-shared/errors.ts';
import { call } from '../../api.ts';
import { engineFilter } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { Icon } from '../../ui/icons/icon.tsx';

export type ExportResult =
  | { readonly kind: 'saved'; readonly exact: boolean }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export function ExportMenu({ onResult }: { onResult: (result: ExportResult) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [busy, setBusy] = useState(false);
  const run = (format: 'csv' | 'json') => () => {
    setAnchor(null);
    setBusy(true);
    const { filter, exact } = engineFilter();
    void call('exportLog', { filter, format }).then((reply) => {
      setBusy(false);
      if (!reply.ok) onResult({ kind: 'failed', problems: reply.problems });
      else if (reply.value.saved) onResult({ kind: 'saved', exact });
    });
  };
  return (
    <>
      <Button
        aria-haspopup="menu"
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
    </>
  );
}
