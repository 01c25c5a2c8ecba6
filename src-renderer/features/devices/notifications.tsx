import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { ProblemList } from '../../app/problem-list.tsx';
import { notificationsPath } from '../../app/places.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { color } from '../../ui/theme/color.ts';
import { size } from '../../ui/theme/tokens.ts';
import { useSearchKey } from '../use-search-key.ts';
import { StoryCard } from './story-card.tsx';
import { useStory } from './use-story.ts';

/** Why somebody gets no notifications: one mailbox, by the name that the notification service or its user has. */
export function Notifications({ mailbox }: { mailbox: string }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(mailbox);
  const field = useSearchKey();
  useEffect(() => setTyped(mailbox), [mailbox]);
  const ask = () => void navigate(notificationsPath(typed.trim()));
  return (
    <Column>
      <Row>
        <SearchField
          mono
          width="100%"
          label={text.devices.story.label}
          placeholder={text.devices.story.hint}
          value={typed}
          onChange={(value) => setTyped(value.slice(0, 512))}
          onSubmit={ask}
          shortcut={['/']}
          inputRef={field}
        />
        <Button variant="contained" color="primary" disabled={typed.trim() === ''} onClick={ask}>
          {text.devices.story.ask}
        </Button>
      </Row>
      <Told mailbox={mailbox} />
    </Column>
  );
}

function Told({ mailbox }: { mailbox: string }) {
  const story = useStory(mailbox);
  switch (story.kind) {
    case 'none':
      return (
        <Card>
          <EmptyState icon="inbox" {...text.devices.story.prompt} />
        </Card>
      );
    case 'asking':
      return <Quiet role="status">{text.clientsPage.asked}</Quiet>;
    case 'failed':
      return (
        <Banner
          announce
          tone="error"
          title={text.devices.story.failed}
          below={<ProblemList problems={story.problems} />}
        />
      );
    case 'told':
      return <StoryCard mailbox={mailbox} told={story.told} />;
  }
}

const Column = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: size.gap,
  maxWidth: size.column,
});

const Row = styled('div')({ display: 'flex', gap: 8, maxWidth: 560 });

const Quiet = styled('p')({ margin: 0, color: color.muted });
