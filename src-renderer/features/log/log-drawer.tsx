import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { StoredEvent } from '../../../src-shared/contract/window.ts';
import { askingNow, type Asking } from '../../../src-shared/event-texts.ts';
import { askedRequest } from '../../../src-shared/events.ts';
import { remarkInWords } from '../../../src-shared/kerberos-texts.ts';
import { text } from '../../text/text.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Drawer, DrawerSection } from '../../ui/drawer.tsx';
import { formatBytes } from '../../ui/format/number.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { Tag } from '../../ui/tag.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { OverrideActions } from '../override-actions.tsx';
import { verdictTone } from '../verdict-tone.ts';
import { WhyNow } from './why-now.tsx';
import { Hops } from './hops.tsx';

const notes: Readonly<Record<Asking, string | null>> = {
  whole: null,
  elsewhere: text.log.askingNow.elsewhere,
  unnamed: text.log.askingNow.unnamed,
};

interface LogDrawerProps {
  readonly row: StoredEvent;
  readonly onClose: () => void;
}

export function LogDrawer({ row, onClose }: LogDrawerProps) {
  const { event } = row;
  const [turn, setTurn] = useState(0);
  const device = event.devices[0]?.id;
  const target = device === undefined ? null : { device, user: event.user };
  return (
    <Drawer
      title={event.user ?? device ?? text.log.detail.title}
      subtitle={
        <>
          <Tag tone={verdictTone[event.verdict]}>{text.verdict[event.verdict]}</Tag>
          <TimeText at={event.at} form="log" />
        </>
      }
      onClose={onClose}
      footer={
        <OverrideActions
          claimed={event.identity === 'claimed'}
          target={target}
          decided={turn > 0}
          onDone={() => setTurn(turn + 1)}
        />
      }
    >
      <DrawerSection title={text.log.detail.decision}>
        <Sentence>{text.reason[event.reason]}</Sentence>
        {event.remark !== null && <Remark>{remarkInWords(event.remark)}</Remark>}
        <WhyNow
          user={event.user}
          device={device ?? null}
          request={askedRequest(event)}
          note={notes[askingNow(event)]}
          turn={turn}
          at={event.at}
        />
      </DrawerSection>
      <Who row={row} />
      <DrawerSection title={text.log.detail.hops}>
        <Hops hops={event.hopsMs} />
      </DrawerSection>
      <Answer row={row} />
      <Copies row={row} />
    </Drawer>
  );
}

function Who({ row: { event } }: { row: StoredEvent }) {
  const { detail } = text.log;
  return (
    <DrawerSection title={detail.who}>
      <KeyValue
        items={[
          { label: detail.user, value: event.user },
          ...(event.mailbox === null ? [] : [{ label: detail.mailbox, value: event.mailbox }]),
          {
            label: detail.identity,
            value: (
              <span title={text.proof.explained[event.identity]}>{text.proof[event.identity]}</span>
            ),
          },
          { label: detail.devices, value: <Devices devices={event.devices} />, mono: true },
          { label: detail.deviceType, value: event.deviceType },
          { label: detail.userAgent, value: event.userAgent },
          { label: detail.address, value: event.client, mono: true },
          { label: detail.authentication, value: text.log.signIn[event.authentication] },
        ]}
      />
    </DrawerSection>
  );
}

function Devices({ devices }: Pick<StoredEvent['event'], 'devices'>) {
  if (devices.length === 0) return text.common.none;
  return devices.map(({ id, verdict }) => (
    <div key={id}>
      {id} {devices.length > 1 && <Tag tone={verdictTone[verdict]}>{text.verdict[verdict]}</Tag>}
    </div>
  ));
}

function Answer({ row: { event } }: { row: StoredEvent }) {
  const { detail } = text.log;
  const bytes = [event.bytesIn, event.bytesOut].map(formatBytes).join(' / ');
  return (
    <DrawerSection title={detail.answer}>
      <KeyValue
        items={[
          { label: detail.status, value: event.status, mono: true },
          { label: detail.answeredBy, value: text.answeredBy[event.answeredBy] },
          { label: detail.bytes, value: bytes },
          { label: detail.requestId, value: event.requestId, mono: true },
        ]}
      />
    </DrawerSection>
  );
}

function Copies({ row }: { row: StoredEvent }) {
  return (
    <Line>
      <CopyButton wide value={row.event.requestId} label={text.logPage.requestId} />
      <CopyButton
        wide
        value={() => JSON.stringify(row.event, null, 2)}
        label={text.logPage.copyLabel}
      />
    </Line>
  );
}

const Sentence = styled('p')({ margin: 0 });

const Remark = styled('p')({ margin: '4px 0 0', fontSize: 12, overflowWrap: 'anywhere' });

const Line = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 16 });
