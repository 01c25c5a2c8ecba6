import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { FoundHeader, HeaderSearch } from '../../../src-shared/contract/find-header.ts';
import type { DeviceHeaderSyntax } from '../../../src-shared/settings/ens-values.ts';
import { askHeader } from '../../stores/find-header.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Tag } from '../../ui/tag.tsx';
import { color } from '../../ui/theme/color.ts';
import { size } from '../../ui/theme/tokens.ts';
import { monoText } from '../../ui/theme/typography.ts';

const words = text.diagnostics.header;

/** How the values are written, on a made-up device. */
export function syntaxInWords({ form, key }: DeviceHeaderSyntax): string {
  return key === null ? words.forms[form] : words.withKey(words.forms[form], key);
}

/** The headers with ids of known devices, the likeliest first. */
export function FoundHeaders({ search, busy }: { search: HeaderSearch; busy: boolean }) {
  return (
    <Rows aria-label={words.found}>
      {search.found.map((header) => (
        <Row key={header.name.toLowerCase()}>
          <Name>{header.name}</Name>
          <Facts>
            <Likely header={header} />
            <span>
              {words.known(formatCount(header.known), formatCount(header.ids))}
              {header.kinds.length > 0 &&
                `: ${header.kinds.map((each) => words.kinds[each]).join(', ')}`}
            </span>
            <span>{words.inRequests(formatCount(header.requests), header.requests === 1)}</span>
            <span>{syntaxInWords(header.syntax)}</span>
            {/* A short id is masked wholly. */}
            {header.example.length > 1 && (
              <span>
                {words.example} <code>{header.example}</code>
              </span>
            )}
          </Facts>
          <Button
            size="small"
            aria-label={words.tryIt(header.name)}
            aria-disabled={busy}
            onClick={() => void askHeader({ ask: 'try', name: header.name, syntax: header.syntax })}
          >
            {words.try}
          </Button>
        </Row>
      ))}
    </Rows>
  );
}

/** Numbers of a version or a host may be the id of some device; ids of the very user are no chance. */
function Likely({ header: { ofUser, known, requests } }: { header: FoundHeader }) {
  if (ofUser === 0) return <Tag tone="neutral">{words.chance}</Tag>;
  const isMost = ofUser * 2 >= known && known >= requests / 2;
  return <Tag tone={isMost ? 'fine' : 'warn'}>{isMost ? words.likely : words.maybe}</Tag>;
}

const Rows = styled('ul')({ listStyle: 'none', margin: '10px 0 0', padding: 0 });

const Row = styled('li')({
  display: 'grid',
  gridTemplateColumns: 'minmax(200px, 260px) minmax(0, 1fr) auto',
  alignItems: 'center',
  gap: '4px 16px',
  padding: '8px 0',
  borderTop: `1px solid ${color.line}`,
  [`@media (max-width: ${String(size.narrowest)}px)`]: {
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    '& > :nth-of-type(2)': { gridRow: 2, gridColumn: '1 / -1' },
  },
});

const Name = styled('code')({
  ...monoText,
  fontWeight: 580,
  overflowWrap: 'anywhere',
  userSelect: 'text',
});

const Facts = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '2px 14px',
  color: color.muted,
  '& code': { ...monoText, color: color.text },
});
