import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { PendingChange } from '../../src-shared/contract/calls.ts';
import { findSetting } from '../../src-shared/settings/catalogue.ts';
import { invalidCount, unsavedOf, waitingOf } from '../stores/draft.ts';
import { useGateway } from '../stores/gateway.ts';
import { useSettings } from '../stores/settings.ts';
import { text } from '../text/text.ts';
import { DiffView, pendingLines } from '../ui/diff-view.tsx';
import { Icon } from '../ui/icons/icon.tsx';
import { color } from '../ui/theme/color.ts';
import { radius, size } from '../ui/theme/tokens.ts';
import { ActionButton } from './action-button.tsx';
import { ConfirmSaving } from './confirm-saving.tsx';
import { SettingsFailures } from './settings-failures.tsx';
import { useImpactOfDraft } from './use-impact-of-draft.ts';

export const pendingBarId = 'pending-changes';
/** A custom property of the page: how high the bar is, which is more than a line where there is little width. */
export const pendingBarHeight = '--pending-bar';

function tellHeight(bar: HTMLElement | null): (() => void) | undefined {
  // There is none outside of a browser.
  if (bar === null || typeof ResizeObserver === 'undefined') return undefined;
  const observer = new ResizeObserver(() => {
    bar.parentElement?.style.setProperty(pendingBarHeight, `${String(bar.offsetHeight)}px`);
  });
  observer.observe(bar);
  return () => observer.disconnect();
}

/** Draft against saved, and saved against in force, apart; on every page, as long as they differ. */
export function PendingBar() {
  const settings = useSettings((state) => state.settings) ?? [];
  const draft = useSettings((state) => state.draft);
  const running = useGateway((state) => state.view?.kind === 'running');
  const [open, setOpen] = useState(false);
  const diffId = useId();
  useImpactOfDraft();
  const unsaved = unsavedOf(draft, settings);
  const waiting = waitingOf(settings, running);
  return (
    <>
      <SettingsFailures />
      {unsaved.length + waiting.length > 0 && (
        <Root ref={tellHeight} aria-label={text.pending.label} id={pendingBarId}>
          <Top>
            <Summary unsaved={unsaved} waiting={waiting} invalid={invalidCount(draft)} />
            <Buttons
              unsaved={unsaved.length}
              open={open}
              diffId={diffId}
              onToggle={() => setOpen(!open)}
            />
          </Top>
          <ConfirmSaving />
          {open && <Diffs id={diffId} unsaved={unsaved} waiting={waiting} />}
        </Root>
      )}
    </>
  );
}

interface Changes {
  readonly unsaved: readonly PendingChange[];
  readonly waiting: readonly PendingChange[];
}

function Summary({ unsaved, waiting, invalid }: Changes & { invalid: number }) {
  return (
    <Words role="status">
      {unsaved.length > 0 && <strong>{text.pending.unsaved(unsaved.length)}</strong>}
      {waiting.length > 0 && <strong>{text.pending.waiting(waiting.length)}</strong>}
      {invalid > 0 && <Invalid>{text.pending.invalid(invalid)}</Invalid>}
    </Words>
  );
}

interface ButtonsProps {
  readonly unsaved: number;
  readonly open: boolean;
  readonly diffId: string;
  readonly onToggle: () => void;
}

function Buttons({ unsaved, open, diffId, onToggle }: ButtonsProps) {
  const busy = useSettings((state) => state.busy);
  const restarting = useGateway((state) => state.assumed !== null);
  return (
    <Row>
      <Button
        variant="text"
        aria-expanded={open}
        aria-controls={open ? diffId : undefined}
        endIcon={<Icon name={open ? 'chevronUp' : 'chevronDown'} size={14} />}
        onClick={onToggle}
      >
        {open ? text.actions.hideChanges : text.actions.showChanges}
      </Button>
      {unsaved > 0 ? (
        <>
          <ActionButton action="discard" />
          <ActionButton action="save" />
        </>
      ) : (
        <ActionButton action="putBack" />
      )}
      <ActionButton
        action="applyAndRestart"
        variant="contained"
        color="primary"
        loading={busy || restarting}
      />
    </Row>
  );
}

function Diffs({ id, unsaved, waiting }: Changes & { id: string }) {
  const interrupts = new Set(
    [...unsaved, ...waiting].flatMap(({ key }) => findSetting(key)?.interrupts ?? []),
  );
  return (
    <Below id={id}>
      {unsaved.length > 0 && (
        <section aria-label={text.pending.draftTitle}>
          <h3>{text.pending.draftTitle}</h3>
          <DiffView lines={pendingLines(unsaved)} />
        </section>
      )}
      {waiting.length > 0 && (
        <section aria-label={text.pending.savedTitle}>
          <h3>{text.pending.savedTitle}</h3>
          <DiffView lines={pendingLines(waiting)} />
        </section>
      )}
      {[...interrupts].map((each) => (
        <p key={each}>{each}</p>
      ))}
    </Below>
  );
}

// Saving is in reach wherever in a long page the change was made. The ring of the page's ground
// covers what scrolls by behind it.
const Root = styled('section')({
  position: 'sticky',
  // A sticky edge counts from inside the padding of what scrolls.
  top: size.stuckTop - size.pageY,
  zIndex: 5,
  flexShrink: 0,
  borderRadius: radius.card,
  background: color.warnSoft,
  boxShadow: `0 0 0 ${String(size.stuckTop)}px ${color.page}`,
  // Where there is little height it would leave none for the page.
  '@media (max-height: 560px)': { position: 'static' },
});

const Top = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: '8px 12px',
  padding: '9px 10px 9px 16px',
});

const Words = styled('div')({
  flex: 1,
  minWidth: 200,
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 16,
  color: color.warn,
  '& strong': { fontWeight: 600 },
});

const Invalid = styled('span')({ color: color.blocked, fontWeight: 600 });

const Row = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8 });

const Below = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 10,
  margin: '0 10px 10px',
  maxHeight: '40vh',
  overflow: 'auto',
  padding: 12,
  borderRadius: radius.control,
  background: color.panel,
  '& h3': { margin: '0 0 6px', fontSize: 12, fontWeight: 600, color: color.muted },
  '& p': { margin: 0, fontSize: 12, color: color.muted },
});
