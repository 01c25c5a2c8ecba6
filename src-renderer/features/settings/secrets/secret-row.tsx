import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useRef, useState } from 'react';
import { ProblemList } from '../../../app/problem-list.tsx';
import { useSecrets } from '../../../stores/secrets.ts';
import { text } from '../../../text/text.ts';
import { ConfirmInline } from '../../../ui/confirm-inline.tsx';
import { Icon } from '../../../ui/icons/icon.tsx';
import { SettingRow } from '../../../ui/setting-row.tsx';
import { TimeText } from '../../../ui/time-text.tsx';
import { color } from '../../../ui/theme/color.ts';
import { FieldNote } from '../fields/field-notes.tsx';
import { FileEntry } from './file-entry.tsx';
import { useRemovalQuestion } from './removal-words.ts';
import { isFile, type ShownSecret } from './shown-secrets.ts';
import { TextEntry } from './text-entry.tsx';
import { useNeed } from './use-need.ts';
import { useSecret } from './use-secret.ts';

const words = text.secrets;

/** A secret: set, replaced and removed here, and never shown. */
export function SecretRow({ name }: { name: ShownSecret }) {
  const secret = useSecret(name);
  const { problem, note } = useNeed(name);
  const [entering, setEntering] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const stop = () => {
    setEntering(false);
    // The opener is back in the next frame, and takes the focus that the field had.
    requestAnimationFrame(() => opener.current?.focus());
  };
  const entry = {
    busy: secret.busy,
    onCancel: () => {
      secret.forget();
      stop();
    },
    onSend: async (bytes: Uint8Array) => {
      const done = await secret.send(bytes);
      if (done) stop();
      return done;
    },
  };
  return (
    <SettingRow
      title={words.names[name]}
      help={words.helps[name]}
      keyName={name}
      effect="secret"
      problem={problem ?? undefined}
      control={() => null}
    >
      <Line>
        <Icon name="key" size={16} />
        <State name={name} />
        {!entering && (
          <Actions
            name={name}
            opener={opener}
            busy={secret.busy}
            onEnter={() => {
              secret.forget();
              setEntering(true);
            }}
            onRemove={() => void secret.remove()}
          />
        )}
      </Line>
      {entering &&
        (isFile(name) ? (
          <FileEntry label={words.names[name]} {...entry} />
        ) : (
          <TextEntry label={words.newValue[name]} {...entry} />
        ))}
      <Outcome outcome={secret.outcome} />
      {note !== null && <FieldNote>{note}</FieldNote>}
    </SettingRow>
  );
}

/** Set since when and who keeps it, or not set. */
function State({ name }: { name: ShownSecret }) {
  const held = useSecrets((state) => state.held);
  const isUnread = useSecrets((state) => state.unread !== null);
  // A moment after the page was opened.
  if (held === null) return <Words>{isUnread ? words.notKnown : text.common.none}</Words>;
  const found = held.find((each) => each.name === name);
  if (found === undefined) return <Words>{words.notSet}</Words>;
  return (
    <Words>
      {words.setAt} <TimeText at={found.setAt} form="dateTime" />, {words.keptBy[found.protector]}
    </Words>
  );
}

interface ActionsProps {
  readonly name: ShownSecret;
  readonly opener: React.Ref<HTMLButtonElement>;
  readonly busy: boolean;
  readonly onEnter: () => void;
  readonly onRemove: () => void;
}

function Actions({ name, opener, busy, onEnter, onRemove }: ActionsProps) {
  const isHeld = useSecrets(({ held }) => held?.some((each) => each.name === name) === true);
  const question = useRemovalQuestion(name);
  const title = words.names[name];
  return (
    <>
      <Button
        ref={opener}
        size="small"
        disabled={busy}
        aria-label={isHeld ? words.replaceOf(title) : words.setOf(title)}
        onClick={onEnter}
      >
        {isHeld ? words.replace : words.set}
      </Button>
      {isHeld && (
        <ConfirmInline
          small
          danger
          label={words.remove}
          question={question}
          confirm={words.remove}
          disabled={busy}
          onConfirm={onRemove}
        />
      )}
    </>
  );
}

function Outcome({ outcome }: { outcome: ReturnType<typeof useSecret>['outcome'] }) {
  return (
    <>
      <div role="status">{outcome.kind === 'done' && <Said>{outcome.says}</Said>}</div>
      {outcome.kind === 'failed' && (
        <Refused role="alert">
          <ProblemList problems={outcome.problems} />
        </Refused>
      )}
    </>
  );
}

const Line = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 8,
  maxWidth: 660,
  color: color.muted,
});

const Words = styled('span')({ marginRight: 8, color: color.text });

const Said = styled('p')({ margin: '8px 0 0' });

const Refused = styled('div')({ marginTop: 8, color: color.blocked });
