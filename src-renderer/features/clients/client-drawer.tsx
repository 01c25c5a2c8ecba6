import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { BlockedClient } from '../../../src-shared/events.ts';
import { pathOf } from '../../app/places.ts';
import { presetLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { Drawer, DrawerSection } from '../../ui/drawer.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { monoText } from '../../ui/theme/typography.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { OverrideActions } from '../override-actions.tsx';
import { isDecided, useWhy } from '../use-why.ts';
import { WhySection } from '../why-section.tsx';

interface ClientDrawerProps {
  readonly client: BlockedClient;
  readonly onClose: () => void;
}

export function ClientDrawer({ client, onClose }: ClientDrawerProps) {
  const [turn, setTurn] = useState(0);
  const why = useWhy({ user: client.user, device: client.deviceId, request: client.request }, turn);
  const who = client.user ?? client.deviceId ?? text.overviewPage.anyone;
  const target = client.deviceId === null ? null : { device: client.deviceId, user: client.user };
  return (
    <Drawer
      title={who}
      subtitle={client.user !== null && client.deviceId !== null && <Id>{client.deviceId}</Id>}
      onClose={onClose}
      footer={
        <OverrideActions
          target={target}
          claimed={client.identity === 'claimed'}
          decided={isDecided(why)}
          onDone={() => setTurn(turn + 1)}
        />
      }
    >
      <WhySection why={why} />
      <Facts client={client} />
      <ShowInLog client={client} />
    </Drawer>
  );
}

const Id = styled('code')({ ...monoText, overflowWrap: 'anywhere' });

function Facts({ client }: { client: BlockedClient }) {
  const { columns } = text.clients;
  return (
    <DrawerSection title={text.clients.drawer.facts}>
      <KeyValue
        items={[
          { label: columns.device, value: client.deviceId, mono: true },
          { label: columns.type, value: client.deviceType },
          { label: text.log.detail.identity, value: text.proof[client.identity] },
          { label: columns.first, value: <TimeText at={client.firstSeen} form="dateTime" /> },
          { label: columns.last, value: <TimeText at={client.lastSeen} form="dateTime" /> },
          { label: columns.count, value: formatCount(client.count) },
        ]}
      />
    </DrawerSection>
  );
}

function ShowInLog({ client }: { client: BlockedClient }) {
  const navigate = useNavigate();
  const filter = client.user === null ? `device:${client.deviceId ?? ''}` : `user:${client.user}`;
  return (
    <Button
      sx={{ marginTop: 4 }}
      onClick={() => {
        presetLog(filter, true);
        void navigate(pathOf.log);
      }}
    >
      {text.clientsPage.showLog}
    </Button>
  );
}
