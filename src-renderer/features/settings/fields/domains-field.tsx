import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import { useRef } from 'react';
import { domainRows, domainText } from '../../../stores/domain-rows.ts';
import type { DomainRow } from '../../../stores/domain-rows.ts';
import { text } from '../../../text/text.ts';
import { Icon } from '../../../ui/icons/icon.tsx';
import { color } from '../../../ui/theme/color.ts';
import { monoText } from '../../../ui/theme/typography.ts';
import type { FieldProps } from './field-props.ts';

const { fields } = text.settings;

/** NetBIOS domain and UPN suffix, a line each. */
export function DomainsField({ value, fallback, title, wrong, change }: FieldProps) {
  const rows = domainRows(value ?? fallback);
  const added = useRef(false);
  const adder = useRef<HTMLButtonElement>(null);
  const put = (next: readonly DomainRow[]) => change(domainText(next));
  const replace = (at: number, row: DomainRow) =>
    put(rows.map((each, index) => (index === at ? row : each)));
  const remove = (at: number) => {
    put(rows.filter((_, index) => index !== at));
    adder.current?.focus();
  };
  return (
    <Root role="group" aria-label={title}>
      {rows.length > 0 && (
        <Head aria-hidden>
          <span>{fields.domain}</span>
          <span>{fields.suffix}</span>
        </Head>
      )}
      {rows.map((row, at) => (
        <Row key={at}>
          <Cell
            value={row.domain}
            label={fields.domainOf(String(at + 1))}
            hint={fields.domainHint}
            wrong={wrong && row.domain === ''}
            takeFocus={added.current && at === rows.length - 1}
            onChange={(domain) => replace(at, { ...row, domain })}
          />
          <Cell
            value={row.suffix}
            label={fields.suffixOf(String(at + 1))}
            hint={fields.suffixHint}
            wrong={wrong && row.suffix === ''}
            onChange={(suffix) => replace(at, { ...row, suffix })}
          />
          <IconButton
            aria-label={fields.removeDomain(row.domain || fields.domainOf(String(at + 1)))}
            onClick={() => remove(at)}
          >
            <Icon name="cross" size={16} />
          </IconButton>
        </Row>
      ))}
      <Button
        ref={adder}
        size="small"
        sx={{ alignSelf: 'flex-start' }}
        onClick={() => {
          added.current = true;
          put([...rows, { domain: '', suffix: '' }]);
        }}
      >
        {fields.addDomain}
      </Button>
    </Root>
  );
}

interface CellProps {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  readonly wrong: boolean;
  readonly takeFocus?: boolean;
  readonly onChange: (value: string) => void;
}

function Cell({ value, label, hint, wrong, takeFocus = false, onChange }: CellProps) {
  return (
    <TextField
      fullWidth
      value={value}
      placeholder={hint}
      error={wrong}
      autoFocus={takeFocus}
      sx={{ '& input': monoText }}
      slotProps={{ htmlInput: { 'aria-label': label, spellCheck: false } }}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

const Root = styled('div')({ display: 'flex', flexDirection: 'column', gap: 8, maxWidth: 660 });

const columns = {
  display: 'grid',
  gridTemplateColumns: '200px minmax(0, 1fr) 32px',
  gap: 8,
} as const;

const Head = styled('div')({ ...columns, fontSize: 12, fontWeight: 550, color: color.muted });

const Row = styled('div')({ ...columns, alignItems: 'center' });
