import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import type { Past } from '../../../src-shared/decision.ts';
import { call } from '../../api.ts';
import { text } from '../../text/text.ts';
import { DrawerSection } from '../../ui/drawer.tsx';
import { color } from '../../ui/theme/color.ts';
import { TimeText } from '../../ui/time-text.tsx';

interface SinceThenProps {
  readonly user: string | null;
  readonly device: string | null;
  /** Of the request that is looked at. */
  readonly at: string;
}

/** Why the answer of now may be another one than that of then. */
export function SinceThen({ user, device, at }: SinceThenProps) {
  const [past, setPast] = useState<Past | null>(null);
  useEffect(() => {
    let current = true;
    setPast(null);
    const whom = {
      ...(user === null ? {} : { user }),
      ...(device === null ? {} : { device }),
    };
    // What cannot be found out is left out: the decision of then stands above.
    void call('why', { ...whom, at }).then((reply) => {
      if (current && reply.ok) setPast(reply.value.past ?? null);
    });
    return () => {
      current = false;
    };
  }, [user, device, at]);
  if (past === null) return null;
  const { sinceThen } = text.log;
  return (
    <DrawerSection title={sinceThen.title}>
      <Quiet>{past.changes.length === 0 ? sinceThen.nothing : sinceThen.kept}</Quiet>
      {past.changes.length > 0 && (
        <List>
          {past.changes.map(({ at: when, what }) => (
            <li key={`${when} ${what}`}>
              <When>
                <TimeText at={when} form="dateTime" />
              </When>
              {what}
            </li>
          ))}
        </List>
      )}
    </DrawerSection>
  );
}

const Quiet = styled('p')({ margin: 0, color: color.muted });

const List = styled('ul')({
  listStyle: 'none',
  margin: '6px 0 0',
  padding: 0,
  display: 'grid',
  gap: 6,
  li: { overflowWrap: 'anywhere' },
});

const When = styled('span')({ marginRight: 8, color: color.muted });
