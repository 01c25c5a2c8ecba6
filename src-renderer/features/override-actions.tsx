import Button from '@mui/material/Button';
import { useState } from 'react';
import { override, unset } from '../stores/clients.ts';
import type { Target } from '../stores/clients.ts';
import { text } from '../text/text.ts';
import { Icon } from '../ui/icons/icon.tsx';
import { AllowForm } from './allow-form.tsx';

interface OverrideActionsProps {
  /** Null: no device is named, so there is nothing to decide about. */
  readonly target: Target | null;
  /** An administrator decided already: offers to take it back. */
  readonly decided: boolean;
  readonly onDone: () => void;
  /** Nobody has proved to be the user of the request. */
  readonly claimed?: boolean;
  /** Opens with the form for allowing. */
  readonly allowing?: boolean;
}

/** Allow, block, take back: the same for a client, a row of the log and a device. */
export function OverrideActions(props: OverrideActionsProps) {
  const { target, decided, onDone, allowing, claimed } = props;
  const [form, setForm] = useState(allowing === true);
  const [busy, setBusy] = useState(false);
  if (target === null) return <span>{text.clientsPage.noDevice}</span>;
  const act = (run: () => Promise<boolean>) => {
    setBusy(true);
    void run().then((ok) => {
      setBusy(false);
      if (!ok) return;
      setForm(false);
      onDone();
    });
  };
  if (form) {
    return (
      <AllowForm
        busy={busy}
        claimed={claimed}
        onCancel={() => setForm(false)}
        onAllow={(terms) => act(() => override(target, 'allow', terms))}
      />
    );
  }
  return (
    <>
      <Button
        disabled={busy}
        startIcon={<Icon name="check" size={16} />}
        onClick={() => setForm(true)}
      >
        {text.actions.allow}
      </Button>
      <Button
        color="error"
        disabled={busy}
        startIcon={<Icon name="block" size={16} />}
        onClick={() => act(() => override(target, 'block'))}
      >
        {text.actions.block}
      </Button>
      {decided && (
        <Button disabled={busy} variant="text" onClick={() => act(() => unset(target))}>
          {text.clientsPage.removeOverride}
        </Button>
      )}
    </>
  );
}
