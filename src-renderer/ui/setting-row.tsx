import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Icon } from './icons/icon.tsx';
import { Tag } from './tag.tsx';
import { color } from './theme/color.ts';
import { radius, size } from './theme/tokens.ts';
import { monoText } from './theme/typography.ts';

/** Ids for the control: `aria-labelledby={label} aria-describedby={help}`. */
export interface SettingIds {
  readonly label: string;
  readonly help: string;
}

interface SettingRowProps {
  readonly title: string;
  readonly help: ReactNode;
  /** The key as the file has it. */
  readonly keyName: string;
  /** First version that knows the key. */
  readonly since?: string | undefined;
  readonly effect: 'restart' | 'hot' | 'secret';
  /** What a change interrupts; shown while there is one. */
  readonly interrupts?: string;
  /** The draft differs from what is saved. */
  readonly changed?: boolean;
  readonly onRevert?: () => void;
  /** What is wrong with the value: what, where, what to do. */
  readonly problem?: string | undefined;
  readonly control: (ids: SettingIds) => ReactNode;
  /** Below, over the whole width: a host field with its test, a list. */
  readonly children?: ReactNode | ((ids: SettingIds) => ReactNode);
}

/** Where a link to the setting leads. */
export function settingRowId(key: string): string {
  return `setting-${key}`;
}

export function SettingRow(props: SettingRowProps) {
  const { title, help, control, children, changed = false, interrupts, problem } = props;
  const ids: SettingIds = { label: useId(), help: useId() };
  const below = typeof children === 'function' ? children(ids) : children;
  return (
    <Root id={settingRowId(props.keyName)} tabIndex={-1}>
      <Words>
        <Title id={ids.label}>{title}</Title>
        <Help id={ids.help}>{help}</Help>
        <Facts {...props} />
        {changed && interrupts !== undefined && (
          <Interrupts>
            <Icon name="info" size={16} />
            <span>
              <strong>{text.setting.interrupts}</strong> {interrupts}
            </span>
          </Interrupts>
        )}
      </Words>
      <Side>
        {changed && <Changed {...props} />}
        {control(ids)}
      </Side>
      {hasContent(below) && <Below>{below}</Below>}
      {problem !== undefined && (
        <Problem role="alert">
          <Icon name="error" size={16} />
          {problem}
        </Problem>
      )}
    </Root>
  );
}

function hasContent(node: ReactNode): boolean {
  return node !== undefined && node !== null && node !== false;
}

function Facts({ keyName, since, effect }: SettingRowProps) {
  const facts = [
    ...(since === undefined ? [] : [text.setting.sinceVersion(since)]),
    text.setting[effect],
  ];
  return (
    <Key>
      <code>{keyName}</code>
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </Key>
  );
}

function Changed({ title, onRevert }: SettingRowProps) {
  return (
    <>
      <Tag tone="warn">{text.setting.changed}</Tag>
      {onRevert !== undefined && (
        <Tooltip title={text.setting.revert}>
          <IconButton size="small" aria-label={text.setting.revertOf(title)} onClick={onRevert}>
            <Icon name="revert" size={16} />
          </IconButton>
        </Tooltip>
      )}
    </>
  );
}

const Root = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) auto',
  gap: '12px 24px',
  padding: '18px 20px',
  '& + &': { borderTop: `1px solid ${color.line}` },
  // Somebody was sent here: it stands out until another one is asked for.
  '&[data-asked]': { boxShadow: `inset 3px 0 ${color.primary}`, background: color.hover },
});

const Words = styled('div')({ minWidth: 0, maxWidth: 660 });

const Title = styled('h3')({ margin: 0, fontSize: 14, fontWeight: 620, lineHeight: '20px' });

const Help = styled('p')({ margin: '2px 0 0', color: color.muted, lineHeight: '19px' });

const Key = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 18,
  // Where a fact begins a line, its dot lies outside.
  overflow: 'hidden',
  marginTop: 4,
  fontSize: 12,
  lineHeight: '18px',
  color: color.muted,
  '& code': { ...monoText, color: color.text, overflowWrap: 'anywhere' },
  '& span': { position: 'relative' },
  '& span::before': { content: '"·"', position: 'absolute', left: -11 },
});

const Interrupts = styled('p')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 8,
  margin: '8px 0 0',
  padding: '8px 10px',
  fontSize: 12,
  lineHeight: '18px',
  borderRadius: radius.control,
  background: color.warnSoft,
  '& strong': { color: color.warn, fontWeight: 600 },
  '& svg': { flex: 'none', marginTop: 1, color: color.warn },
});

const Problem = styled('p')({
  display: 'flex',
  alignItems: 'center',
  gridColumn: '1 / -1',
  gap: 6,
  margin: '-4px 0 0',
  fontSize: 12,
  lineHeight: '18px',
  color: color.blocked,
});

const Side = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'flex-end',
  gap: 8,
  // On the line of the title, whatever the height of the control.
  height: size.control,
  marginTop: -7,
});

const Below = styled('div')({ gridColumn: '1 / -1', minWidth: 0, '&:empty': { display: 'none' } });
