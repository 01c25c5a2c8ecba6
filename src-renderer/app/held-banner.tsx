import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { Held, HeldDevice } from '../../src-shared/contract/held.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';
import { useGateway } from '../stores/gateway.ts';
import { text } from '../text/text.ts';
import { Banner } from '../ui/banner.tsx';
import { ConfirmInline } from '../ui/confirm-inline.tsx';
import { color } from '../ui/theme/color.ts';
import { ProblemList } from './problem-list.tsx';

/** What waits for a person, on every page until somebody settles it. */
export function HeldBanner() {
  const held = useGateway(({ view }) => (view?.kind === 'running' ? view.status.held : undefined));
  return (held ?? []).map((each) => <Waiting key={`${each.what} ${each.since}`} held={each} />);
}

function Waiting({ held }: { held: Held }) {
  const { what, since, newlyBlocked, counted } = held;
  const [who, setWho] = useState<readonly HeldDevice[] | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [changed, setChanged] = useState(false);
  const [busy, setBusy] = useState(false);
  const listId = useId();
  const show = async (): Promise<void> => {
    const reply = await call('held', {});
    if (!reply.ok) setProblems(reply.problems);
    else setWho(reply.value.find((each) => each.what === what && each.since === since)?.of ?? []);
  };
  const confirm = async (): Promise<void> => {
    setBusy(true);
    const reply = await call('confirmHeld', { what, since });
    setBusy(false);
    setProblems(reply.ok ? [] : reply.problems);
    setChanged(reply.ok && !reply.value.confirmed);
  };
  const actions = (
    <>
      {what !== 'clock' && (
        <Button
          aria-expanded={who !== null}
          aria-controls={listId}
          onClick={() => (who === null ? void show() : setWho(null))}
        >
          {who === null ? text.held.showWho : text.held.hideWho}
        </Button>
      )}
      <ConfirmInline
        danger
        disabled={busy}
        label={text.held.confirm}
        question={text.held.question(newlyBlocked)}
        confirm={text.held.confirmed}
        onConfirm={() => void confirm()}
      />
    </>
  );
  const below = (
    <div id={listId}>
      {changed && <p role="alert">{text.held.changed}</p>}
      {problems.length > 0 && <ProblemList problems={problems} />}
      {who !== null && <Who of={who} total={newlyBlocked} />}
    </div>
  );
  const isOpen = who !== null || problems.length > 0 || changed;
  return (
    <Banner
      announce
      tone="warn"
      title={text.held.title[what]}
      actions={actions}
      {...(isOpen ? { below } : {})}
    >
      {text.held.loses(newlyBlocked, counted)} {text.held.meanwhile[what]}
    </Banner>
  );
}

function Who({ of, total }: { of: readonly HeldDevice[]; total: number }) {
  if (of.length === 0) return <p>{text.held.nobody}</p>;
  const { device, user, now, then } = text.held.columns;
  return (
    <Scroll tabIndex={0} role="group" aria-label={text.held.first(of.length, total)}>
      <table>
        <caption>{text.held.first(of.length, total)}</caption>
        <thead>
          <tr>
            {[device, user, now, then].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map((each) => (
            <tr key={`${each.deviceId ?? ''} ${each.users[0] ?? ''}`}>
              <td>{each.deviceId ?? '–'}</td>
              <td>{each.users[0] ?? '–'}</td>
              <td>{text.reasonShort[each.reasonBefore]}</td>
              <td>{text.reasonShort[each.reasonAfter]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const Scroll = styled('div')({
  maxHeight: 220,
  overflow: 'auto',
  '& table': { borderCollapse: 'collapse', minWidth: 480, fontSize: 12.5 },
  '& caption': { textAlign: 'left', padding: '4px 0', color: color.text },
  '& th, & td': { textAlign: 'left', padding: '3px 18px 3px 0', overflowWrap: 'anywhere' },
  '& th': { fontWeight: 600 },
});
