import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { DeviceRow } from '../../../src-shared/contract/devices.ts';
import { notificationsPath, pathOf } from '../../app/places.ts';
import { loadDevices } from '../../stores/devices.ts';
import { presetLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { OverrideActions } from '../override-actions.tsx';
import type { Why } from '../use-why.ts';
import { WhySection } from '../why-section.tsx';
import { DeviceFacts, DeviceOverrides, DeviceRequests } from './device-facts.tsx';
import { useDevice } from './use-device.ts';

interface DeviceDrawerProps {
  readonly row: DeviceRow;
  readonly onClose: () => void;
}

export function DeviceDrawer({ row, onClose }: DeviceDrawerProps) {
  const [turn, setTurn] = useState(0);
  const { why, device, gone, activity } = useDevice(row.id, turn);
  // What was read for the list serves until the device itself is known.
  const now = device?.row ?? row;
  const [user] = now.users;
  return (
    <Drawer
      title={user ?? row.id}
      subtitle={user === undefined ? undefined : <Id>{row.id}</Id>}
      onClose={onClose}
      footer={
        <OverrideActions
          target={{ device: row.id, user: null }}
          decided={now.overrides.length > 0}
          onDone={() => {
            setTurn(turn + 1);
            void loadDevices();
          }}
        />
      }
    >
      {gone && <Gone role="status">{text.devices.detail.gone}</Gone>}
      <Deciding why={gone ? null : why}>
        <DeviceOverrides overrides={now.overrides} />
        <DeviceRequests activity={activity} />
        <Ways row={now} user={user} />
        <DeviceFacts row={now} />
      </Deciding>
    </Drawer>
  );
}

function Deciding({ why, children }: { why: Why | null; children: ReactNode }) {
  return why === null ? children : <WhySection why={why}>{children}</WhySection>;
}

function Ways({ row, user }: { row: DeviceRow; user: string | undefined }) {
  const navigate = useNavigate();
  return (
    <Line>
      <CopyButton wide value={row.id} label={text.devices.detail.copyId} />
      <Button
        size="small"
        onClick={() => {
          presetLog(`device:${row.id}`, false);
          void navigate(pathOf.log);
        }}
      >
        {text.clientsPage.showLog}
      </Button>
      {user !== undefined && (
        <Button size="small" onClick={() => void navigate(notificationsPath(user))}>
          {text.devices.detail.notifications}
        </Button>
      )}
    </Line>
  );
}

const Id = styled('code')({ ...monoText, overflowWrap: 'anywhere' });

const Gone = styled('p')({ margin: 0, color: color.muted });

const Line = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 16 });
