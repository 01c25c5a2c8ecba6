import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import type { Problem } from '../../../src-shared/errors.ts';
import { call } from '../../api.ts';
import { engineFilter, useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { Icon } from '../../ui/icons/icon.tsx';

export type ExportResult =
  | { readonly kind: 'saved'; readonly exact: boolean }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export function ExportMenu({ onResult }: { onResult: (result: ExportResult) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [busy, setBusy] = useState(false);
  const problem = useLog((state) => state.problem);
  const run = (format: 'csv' | 'json') => () => {
    setAnchor(null);
    const asked = engineFilter();
    if (asked === null) return;
    const { filter, exact } = asked;
    setBusy(true);
    void call('exportLog', { filter, format }).then((reply) => {
      setBusy(false);
      if (!reply.ok) onResult({ kind: 'failed', problems: reply.problems });
      else if (reply.value.saved) onResult({ kind: 'saved', exact });
    });
  };
  return (
    <span title={problem === null ? undefined : text.log.help.problem(problem.word)}>
      <Button
        aria-haspopup="menu"
        disabled={problem !== null}
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
