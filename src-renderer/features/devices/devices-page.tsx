import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ProblemList } from '../../app/problem-list.tsx';
import { notificationsPath, pathOf } from '../../app/places.ts';
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
import { Directory } from './directory.tsx';
import { Notifications } from './notifications.tsx';

type Exported =
  { readonly kind: 'saved' } | { readonly kind: 'failed'; problems: readonly Problem[] };

/** Which part is shown stands in the address: a device leads to the story of its user's mailbox. */
export function DevicesPage() {
  const [params] = useSearchParams();
  const mailbox = params.get('mailbox');
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
        meta={mailbox === null && <Counted />}
        actions={
          <>
            <PartSwitch mailbox={mailbox} />
            <ExportButton onExport={run} />
          </>
        }
      />
      {exported !== null && <ExportNote exported={exported} onDismiss={() => setExported(null)} />}
      <DoneBanner />
      {mailbox === null ? <Directory /> : <Notifications mailbox={mailbox} />}
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

function PartSwitch({ mailbox }: { mailbox: string | null }) {
  const navigate = useNavigate();
  const { parts } = text.devices;
  return (
    <ToggleButtonGroup
      exclusive
      value={mailbox === null ? 'directory' : 'notifications'}
      aria-label={parts.label}
      onChange={(_event, chosen: 'directory' | 'notifications' | null) => {
        if (chosen !== null) {
          void navigate(chosen === 'directory' ? pathOf.devices : notificationsPath(''));
        }
      }}
    >
      <ToggleButton value="directory">{parts.directory}</ToggleButton>
      <ToggleButton value="notifications">{parts.notifications}</ToggleButton>
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
