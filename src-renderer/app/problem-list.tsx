import Link from '@mui/material/Link';
import { styled } from '@mui/material/styles';
import { Link as RouteLink } from 'react-router';
import type { Problem } from '../../src-shared/errors.ts';
import { catalogue } from '../../src-shared/settings/catalogue.ts';
import { text } from '../text/text.ts';
import { color } from '../ui/theme/color.ts';
import { monoText } from '../ui/theme/typography.ts';
import { settingPath } from './places.ts';

/** Each problem: what, where, what to do. */
interface ProblemListProps {
  readonly problems: readonly Problem[];
  /** With a way to the setting that is at fault. */
  readonly linked?: boolean;
}

export function ProblemList({ problems, linked = false }: ProblemListProps) {
  return (
    <List>
      {problems.map((each, index) => {
        const place = placeOf(each);
        return (
          <li key={`${String(index)} ${each.code}`}>
            <span>{each.message}</span>
            {place !== null && <code>{place}</code>}
            <Remedy>
              {each.remedy} {linked && <ToSetting problem={each} />}
            </Remedy>
          </li>
        );
      })}
    </List>
  );
}

/** Where it is mended: a secret's own field, or the setting whose key it has, or which it lies below (`listener.tls.key`). */
function ToSetting({ problem: { key = '', secret } }: { problem: Problem }) {
  const setting = catalogue.find((each) => key === each.key || key.startsWith(`${each.key}.`));
  const at = secret ?? setting?.key;
  if (at === undefined) return null;
  return (
    <Link component={RouteLink} to={settingPath(at)} color="inherit" underline="always">
      {secret === undefined ? text.failure.showSetting : text.failure.enterSecret}
    </Link>
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
  // A line of its own, whatever the length of the message.
  '& code': { ...monoText, display: 'block', userSelect: 'text' },
});

const Remedy = styled('div')({ color: color.muted });
