import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ProblemList } from '../../app/problem-list.tsx';
import { adminActionsPath, notificationsPath, pathOf } from '../../app/places.ts';
import { call } from '../../api.ts';
import type { Problem } from '../../../src-shared/errors.ts';
import { useDevices } from '../../stores/devices.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { DoneBanner } from '../done-banner.tsx';
import { ExportButton } from '../export-button.tsx';
import { AdminActions } from './admin-actions.tsx';
import { Directory } from './directory.tsx';
import { Notifications } from './notifications.tsx';

type Exported =
  { readonly kind: 'saved' } | { readonly kind: 'failed'; problems: readonly Problem[] };

type Part = 'directory' | 'notifications' | 'actions';

/** Which part is shown stands in the address: a device leads to the story of its user's mailbox. */
export function DevicesPage() {
  const [params] = useSearchParams();
  const mailbox = params.get('mailbox');
  const part = mailbox !== null ? 'notifications' : params.has('actions') ? 'actions' : 'directory';
  const [exported, setExported] = useState<Exported | null>(null);
  const run = async (format: 'csv' | 'json'): Promise<void> => {
    const reply = await call('exportDevices', { format });
    if (!reply.ok) setExported({ kind: 'failed', problems: reply.problems });
    else if (reply.value.saved) setExported({ kind: 'saved' });
  };
  return (
    <>
      <PageHeader
        title={text.devices.title}
        meta={part === 'directory' && <Counted />}
        actions={
          <>
            <PartSwitch part={part} />
            {part === 'directory' && <ExportButton onExport={run} />}
          </>
        }
      />
      {exported !== null && <ExportNote exported={exported} onDismiss={() => setExported(null)} />}
      <DoneBanner />
      {part === 'directory' && <Directory />}
      {part === 'actions' && <AdminActions />}
      {mailbox !== null && <Notifications mailbox={mailbox} />}
    </>
  );
}

function Counted() {
  const list = useDevices((state) => state.list);
  if (list === null) return null;
  const { found, of, loadedAt } = list;
  return (
    <>
      <span role="status">{text.devices.count(formatCount(found), formatCount(of), of === 1)}</span>
      {loadedAt !== null && (
        <span>
          {text.devices.dataFrom} <TimeText at={loadedAt} form="ago" />
        </span>
      )}
    </>
  );
}

const pathTo: Readonly<Record<Part, string>> = {
  directory: pathOf.devices,
  notifications: notificationsPath(''),
  actions: adminActionsPath,
};

function PartSwitch({ part }: { part: Part }) {
  const navigate = useNavigate();
  const { parts } = text.devices;
  return (
    <ToggleButtonGroup
      exclusive
      value={part}
      aria-label={parts.label}
      onChange={(_event, chosen: Part | null) => {
        if (chosen !== null) void navigate(pathTo[chosen]);
      }}
    >
      <ToggleButton value="directory">{parts.directory}</ToggleButton>
      <ToggleButton value="notifications">{parts.notifications}</ToggleButton>
      <ToggleButton value="actions">{parts.actions}</ToggleButton>
    </ToggleButtonGroup>
  );
}

function ExportNote({ exported, onDismiss }: { exported: Exported; onDismiss: () => void }) {
  if (exported.kind === 'saved') {
    return <Banner announce tone="info" title={text.devices.exported} onDismiss={onDismiss} />;
  }
  return (
    <Banner
      announce
      tone="error"
      title={text.failure.title(text.devices.exportLabel)}
      onDismiss={onDismiss}
      below={<ProblemList problems={exported.problems} />}
    />
  );
}
