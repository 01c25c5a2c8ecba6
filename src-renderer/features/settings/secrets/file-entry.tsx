import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useRef, useState } from 'react';
import { MOST_SECRET_BYTES } from '../../../../src-shared/secrets.ts';
import { text } from '../../../text/text.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { color } from '../../../ui/theme/color.ts';
import { EntryForm } from './entry-form.tsx';
import type { EntryProps } from './entry-props.ts';

const words = text.secrets;

/** A file that is chosen. It is read when it is sent, and not before. */
export function FileEntry({ label, ...props }: EntryProps & { readonly label: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [unread, setUnread] = useState(false);
  const fault = unread ? words.unreadable : faultOf(file);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setUnread(false);
  };

  const send = async () => {
    const bytes = await file?.arrayBuffer().catch(() => null);
    if (field.current !== null) field.current.value = '';
    choose(null);
    if (bytes === null || bytes === undefined) setUnread(true);
    else await props.onSend(new Uint8Array(bytes));
  };
  return (
    <EntryForm {...props} ready={file !== null && fault === null} onSubmit={() => void send()}>
      <input
        ref={field}
        hidden
        type="file"
        aria-label={label}
        onChange={({ target }) => choose(target.files?.[0] ?? null)}
      />
      <Button autoFocus onClick={() => field.current?.click()}>
        {words.chooseFile}
      </Button>
      <Chosen role="status" data-wrong={fault !== null || undefined}>
        {fault ?? (file === null ? words.noFile : `${file.name}, ${formatBytes(file.size)}`)}
      </Chosen>
    </EntryForm>
  );
}

function faultOf(file: File | null): string | null {
  if (file === null) return null;
  if (file.size === 0) return words.empty;
  if (file.size <= MOST_SECRET_BYTES) return null;
  return words.tooLarge(formatBytes(file.size), formatBytes(MOST_SECRET_BYTES));
}

const Chosen = styled('span')({
  flex: '0 1 auto',
  minWidth: 0,
  overflowWrap: 'anywhere',
  color: color.muted,
  '&[data-wrong]': { color: color.blocked },
});
