import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { text } from '../text/text.ts';
import { Icon } from './icons/icon.tsx';
import { Kbd } from './kbd.tsx';
import { color } from './theme/color.ts';
import { monoText } from './theme/typography.ts';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onSubmit?: () => void;
  readonly placeholder?: string;
  /** The keys that bring one here, shown while the field is empty. */
  readonly shortcut?: readonly string[];
  /** For a filter language: its words are set in the mono face. */
  readonly mono?: boolean;
  readonly problem?: string | undefined;
  readonly width?: number | string;
  readonly end?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange, onSubmit, mono = false, problem, width = 260 } = props;
  const problemId = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onSubmit?.();
    if (event.key !== 'Escape' || value === '') return;
    event.stopPropagation();
    onChange('');
  };
  return (
    <Root style={{ width }}>
      <Field
        fullWidth
        value={value}
        placeholder={props.placeholder ?? label}
        error={problem !== undefined}
        inputRef={props.inputRef}
        data-mono={mono || undefined}
        inputProps={{
          'aria-label': label,
          'aria-describedby': problem === undefined ? undefined : problemId,
          spellCheck: false,
          autoComplete: 'off',
        }}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        startAdornment={<Icon name={mono ? 'filter' : 'search'} size={16} />}
        endAdornment={<End {...props} />}
      />
      {problem !== undefined && <Problem id={problemId}>{problem}</Problem>}
    </Root>
  );
}

function End({ value, onChange, shortcut, end }: SearchFieldProps) {
  return (
    <InputAdornment position="end">
      {value !== '' && (
        <Clear size="small" aria-label={text.common.clear} onClick={() => onChange('')}>
          <Icon name="cross" size={14} />
        </Clear>
      )}
      {value === '' && shortcut !== undefined && <Kbd keys={shortcut} />}
      {end}
    </InputAdornment>
  );
}

const Root = styled('div')({ minWidth: 0, flexShrink: 1 });

const Field = styled(OutlinedInput)({
  paddingLeft: 10,
  paddingRight: 7,
  color: color.text,
  '& > svg': { color: color.muted },
  '& input': { paddingLeft: 8, paddingRight: 4, textOverflow: 'ellipsis' },
  '&[data-mono] input': { ...monoText, lineHeight: '20px' },
});

const Clear = styled(IconButton)({ width: 22, height: 22, borderRadius: 6 });

const Problem = styled('p')({
  margin: '4px 0 0',
  fontSize: 12,
  lineHeight: '16px',
  color: color.blocked,
});
