import Radio from '@mui/material/Radio';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { Tag } from './tag.tsx';
import { color } from './theme/color.ts';
import { tagClass } from './theme/tag-styles.ts';
import { radius, size } from './theme/tokens.ts';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly title: string;
  readonly text: string;
  readonly tag?: string;
}

interface ChoiceProps<Value extends string> {
  /** Above it; or the heading that stands there already. */
  readonly label: string;
  readonly hideLabel?: boolean;
  /** Null: none is chosen. */
  readonly value: Value | null;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of two or three, side by side, each with what it means. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, hideLabel = false, value, options, onChange } = props;
  const id = useId();
  return (
    <Root
      role="radiogroup"
      aria-label={hideLabel ? label : undefined}
      aria-labelledby={hideLabel ? undefined : id}
    >
      {!hideLabel && <Label id={id}>{label}</Label>}
      <Cards data-three={options.length > 2 || undefined}>
        {options.map((option) => (
          <Card key={option.value} data-chosen={option.value === value || undefined}>
            <Radio
              size="small"
              name={id}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              slotProps={{
                input: {
                  'aria-labelledby': `${id}-${option.value}-title`,
                  'aria-describedby': `${id}-${option.value}`,
                },
              }}
            />
            <span>
              <Title>
                <span id={`${id}-${option.value}-title`}>{option.title}</span>
                {option.tag !== undefined && <Tag>{option.tag}</Tag>}
              </Title>
              <Text id={`${id}-${option.value}`}>{option.text}</Text>
            </span>
          </Card>
        ))}
      </Cards>
    </Root>
  );
}

const Root = styled('div')({ minWidth: 0 });

const Label = styled('div')({
  marginBottom: 6,
  fontSize: 12,
  fontWeight: 550,
  lineHeight: '16px',
  color: color.muted,
});

const Cards = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
  gap: 12,
  '&[data-three]': { gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' },
  [`@media (max-width: ${String(size.narrowest)}px)`]: {
    '&, &[data-three]': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
});

const Card = styled('label')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 8,
  padding: '10px 12px 10px 8px',
  // The ring stands beside the first line.
  '& > .MuiRadio-root': { marginTop: -4 },
  border: `1px solid ${color.edge}`,
  borderRadius: radius.control,
  cursor: 'pointer',
  '&:hover': { background: color.hover },
  '&[data-chosen]': { borderColor: color.primary, background: color.primarySoft },
});

const Title = styled('span')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  fontWeight: 600,
  lineHeight: '20px',
  // On the ground of what is chosen, too.
  [`& .${tagClass}[data-tone]`]: { background: color.panel, color: color.primary },
});

const Text = styled('span')({ display: 'block', color: color.muted, lineHeight: '19px' });
