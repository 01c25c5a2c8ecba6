import { styled } from '@mui/material/styles';
import type { Problem } from '../../src-shared/errors.ts';
import { text } from '../text/text.ts';
import { color } from '../ui/theme/color.ts';
import { monoText } from '../ui/theme/typography.ts';

/** Each problem: what, where, what to do. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  return (
    <List>
      {problems.map((each, index) => {
        const place = placeOf(each);
        return (
          <li key={`${String(index)} ${each.code}`}>
            <span>{each.message}</span> {place !== null && <code>{place}</code>}
            <Remedy>{each.remedy}</Remedy>
          </li>
        );
      })}
    </List>
  );
}

export function placeOf({ file, line, key }: Problem): string | null {
  if (file === undefined) return key ?? null;
  const place = line === undefined ? file : text.app.atLine(file, String(line));
  return key === undefined ? place : text.app.atKey(place, key);
}

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  display: 'flex',
  flexDirection: 'column',
  gap: 6,
  '& code': { ...monoText, userSelect: 'text' },
});

const Remedy = styled('div')({ color: color.muted });
