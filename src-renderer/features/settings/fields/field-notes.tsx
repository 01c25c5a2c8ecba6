import { styled } from '@mui/material/styles';
import { text } from '../../../text/text.ts';
import { Icon } from '../../../ui/icons/icon.tsx';
import { color } from '../../../ui/theme/color.ts';
import { radius } from '../../../ui/theme/tokens.ts';

const { notes } = text.settings;

/** What a value means that nobody should choose by accident; null: nothing needs to be said. */
export function noteOf(key: string, value: string | null, saved: string | null): string | null {
  if (key === 'emailServer.ignoreSslErrorsWithExch' && value === 'true') return notes.ignoresTls;
  if (key !== 'compliance.mode' || value === saved) return null;
  if (value === 'enforce') return notes.enforce;
  return value === 'off' ? notes.off : null;
}

export function FieldNote({ children }: { children: string }) {
  return (
    <Root role="status">
      <Icon name="warning" size={16} />
      <span>{children}</span>
    </Root>
  );
}

const Root = styled('p')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 8,
  maxWidth: 660,
  margin: 0,
  padding: '8px 10px',
  fontSize: 12,
  lineHeight: '18px',
  borderRadius: radius.control,
  color: color.text,
  background: color.warnSoft,
  '* + &': { marginTop: 10 },
  '& svg': { flex: 'none', marginTop: 1, color: color.warn },
});
