import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { DeviceRow } from '../../../src-shared/contract/devices.ts';
import type { Override } from '../../../src-shared/devices.ts';
import type { DeviceActivity, Moment } from '../../../src-shared/ens-story.ts';
import { text } from '../../text/text.ts';
import { DrawerSection } from '../../ui/drawer.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { Tag } from '../../ui/tag.tsx';
import { color } from '../../ui/theme/color.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { verdictTone } from '../verdict-tone.ts';
import { stateTone } from './device-columns.tsx';

const { detail, columns, states, never } = text.devices;

/** As device management reported it: what it did not report is said to be missing. */
export function DeviceFacts({ row }: { row: DeviceRow }) {
  const { ids, enrollment } = row;
  return (
    <DrawerSection title={detail.known}>
      <KeyValue
        items={[
          {
            label: columns.state,
            value: <Tag tone={stateTone[enrollment]}>{states[enrollment]}</Tag>,
          },
          {
            label: detail.stateSince,
            value: <TimeText at={row.enrollmentSince} form="dateTime" />,
          },
          ...optional(detail.wipedAt, instant(row.wipedAt)),
          { label: columns.seen, value: instant(row.lastSeen) ?? never },
          { label: detail.managed, value: yesOrNo(row.managed) },
          { label: detail.compromised, value: yesOrNo(row.compromised) },
          { label: detail.encrypted, value: yesOrNo(row.encrypted) },
          { label: detail.profile, value: yesOrNo(row.activeSyncProfile) },
          { label: text.devices.filters.platform, value: row.platform },
          { label: columns.model, value: row.model },
          { label: columns.os, value: row.osVersion },
          { label: detail.users, value: <Lines lines={row.users} /> },
          { label: detail.id, value: row.id, mono: true },
          ...optional('UDID', ids.udid, true),
          ...optional('Serial', ids.serial, true),
          ...optional('UEM', ids.uem, true),
          ...optional(
            detail.feed,
            row.feedOverride === null ? null : detail.feedSays[row.feedOverride],
          ),
        ]}
      />
    </DrawerSection>
  );
}

export function DeviceOverrides({ overrides }: { overrides: readonly Override[] }) {
  if (overrides.length === 0) return null;
  return (
    <DrawerSection title={detail.overrides}>
      {overrides.map((each) => (
        <Decided key={`${each.at} ${each.user ?? ''}`}>
          <Tag tone={each.action === 'allow' ? 'fine' : 'blocked'}>
            {detail.override[each.action]}
          </Tag>
          {each.user !== null && <span>{detail.forUser(each.user)}</span>}
          <TimeText at={each.at} form="dateTime" />
          <span>{detail.by(each.by)}</span>
          {each.until !== null && (
            <span>
              {detail.until} <TimeText at={each.until} form="dateTime" />
            </span>
          )}
          {each.note !== null && <Note>{each.note}</Note>}
        </Decided>
      ))}
    </DrawerSection>
  );
}

export function DeviceRequests({ activity }: { activity: DeviceActivity | null }) {
  if (activity === null) return null;
  const { last, lastPassed, cut } = activity;
  return (
    <DrawerSection title={detail.requests}>
      <KeyValue
        items={[
          {
            label: detail.last,
            value: last === null ? detail.neverAsked : <Asked moment={last} />,
          },
          {
            label: detail.lastPassed,
            value:
              lastPassed !== null ? (
                <Asked moment={lastPassed} />
              ) : cut ? (
                detail.cut
              ) : (
                detail.neverAsked
              ),
          },
        ]}
      />
    </DrawerSection>
  );
}

function Asked({ moment }: { moment: Moment }) {
  return (
    <Decided>
      <TimeText at={moment.at} form="dateTime" />
      <span>{moment.operation ?? text.common.none}</span>
      <Tag tone={verdictTone[moment.verdict]}>{text.verdict[moment.verdict]}</Tag>
    </Decided>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => <div key={line}>{line}</div>);
}

function instant(at: string | null): ReactNode {
  return at === null ? null : <TimeText at={at} form="dateTime" />;
}

function yesOrNo(value: boolean | null): ReactNode {
  if (value === null) return <Quiet>{detail.notReported}</Quiet>;
  return value ? text.common.yes : text.common.no;
}

/** Left out where there is none: hardly any device has it. */
function optional(label: string, value: ReactNode, mono = false) {
  return value === null || value === undefined ? [] : [{ label, value, mono }];
}

const Quiet = styled('span')({ color: color.muted });

const Decided = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '2px 8px',
});

const Note = styled('span')({ flexBasis: '100%', color: color.muted, overflowWrap: 'anywhere' });
