import { styled } from '@mui/material/styles';
import { text } from '../text/text.ts';
import { color } from './theme/color.ts';

export type KeyName = keyof typeof text.keys;

interface KbdProps {
  /** Keys pressed together: named ones (`mod` is Ctrl, or Cmd on a Mac) or single characters. */
  readonly keys: readonly string[];
}

const onMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac OS');

export function keyText(key: string, mac: boolean = onMac): string {
  if (!Object.hasOwn(text.keys, key)) return key;
  const name = text.keys[key as KeyName];
  return typeof name === 'string' ? name : name[mac ? 'mac' : 'other'];
}

export function Kbd({ keys }: KbdProps) {
  return (
    <Root>
      {keys.map((key) => (
        <Cap key={key}>{keyText(key)}</Cap>
      ))}
    </Root>
  );
}

const Root = styled('span')({ display: 'inline-flex', gap: 3, flex: 'none' });

const Cap = styled('kbd')({
  minWidth: 20,
  height: 20,
  padding: '0 5px',
  fontFamily: 'inherit',
  fontSize: 11,
  fontWeight: 550,
  lineHeight: '18px',
  textAlign: 'center',
  color: color.muted,
  border: `1px solid ${color.edge}`,
  borderRadius: 5,
  background: color.panel,
});
