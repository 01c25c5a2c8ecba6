import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useNavigate } from 'react-router';
import type { WindowAnswer } from '../../../src-shared/contract/window.ts';
import { kindOfStory } from '../../../src-shared/ens-story.ts';
import type { EnsStory, Moment, StoryKind } from '../../../src-shared/ens-story.ts';
import type { Explanation } from '../../../src-shared/decision.ts';
import { pathOf } from '../../app/places.ts';
import { presetLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { StandingBadge } from '../../ui/standing-badge.tsx';
import type { Standing } from '../../ui/standing-badge.tsx';
import { Step, StepList } from '../../ui/step-list.tsx';
import { Tag } from '../../ui/tag.tsx';
import { color } from '../../ui/theme/color.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { verdictTone } from '../verdict-tone.ts';

const { story: words } = text.devices;

interface StoryCardProps {
  readonly mailbox: string;
  readonly told: WindowAnswer<'ensStory'>;
}

export function StoryCard({ mailbox, told: { names, story, now } }: StoryCardProps) {
  const kind = kindOfStory(story, now);
  return (
    <Card>
      <Head role="status">
        <StandingBadge standing={standings[kind]} />
        <div>
          <Sentence>{words.sentence[kind]}</Sentence>
          <Advice>{words.advice[kind]}</Advice>
        </div>
      </Head>
      <StepList label={words.label}>
        <VerdictStep story={story} now={now} />
        <MomentStep name={words.steps.subscribe} moment={story.subscribe} />
        <MomentStep name={words.steps.fetch} moment={story.fetch} />
        <MomentStep name={words.steps.unsubscribe} moment={story.unsubscribe} ends />
        <ThrottledStep story={story} />
      </StepList>
      <Foot>
        <span>{words.names(names.join(', '))}</span>
        <ShowLog mailbox={mailbox} />
      </Foot>
    </Card>
  );
}

const { fine, warn, failed } = text.health.states;
const works: Standing = { tone: 'fine', icon: 'check', label: fine };
const doubtful: Standing = { tone: 'warn', icon: 'warning', label: warn };
const broken: Standing = { tone: 'blocked', icon: 'error', label: failed };

const standings: Readonly<Record<StoryKind, Standing>> = {
  blocked: broken,
  silent: doubtful,
  notSubscribed: broken,
  unsubscribed: broken,
  subscribeFailed: broken,
  throttled: doubtful,
  nothingFetched: doubtful,
  fetchFailed: broken,
  works,
};

function VerdictStep({ story, now }: { story: EnsStory; now: Explanation | null }) {
  const { verdictSince, sinceAtLeast } = story;
  const blocked = now !== null && now.verdict !== 'allowed';
  return (
    <Step
      icon={blocked ? 'block' : 'shieldCheck'}
      tone={now === null ? 'neutral' : verdictTone[now.verdict]}
      name={words.steps.verdict}
      beside={
        now !== null && <Tag tone={verdictTone[now.verdict]}>{text.reasonShort[now.reason]}</Tag>
      }
    >
      <Line>{now === null ? words.unknownVerdict : now.text}</Line>
      {verdictSince !== null && (
        <Line>
          {sinceAtLeast ? words.sinceAtLeast : words.since}{' '}
          <TimeText at={verdictSince} form="dateTime" />.
        </Line>
      )}
    </Step>
  );
}

interface MomentStepProps {
  readonly name: string;
  readonly moment: Moment | null;
  /** It is the end of notifications, not a part of them. */
  readonly ends?: boolean;
}

function MomentStep({ name, moment, ends = false }: MomentStepProps) {
  if (moment === null) {
    return (
      <Step icon="minus" tone="neutral" name={name} weight="quiet">
        <Line>{words.never}</Line>
      </Step>
    );
  }
  const bad = moment.verdict === 'blocked' || (moment.status !== null && moment.status >= 400);
  const by = text.answeredBy[moment.answeredBy];
  const { operation, status, user, client } = moment;
  return (
    <Step
      icon={bad ? 'error' : ends ? 'stop' : 'check'}
      tone={bad ? 'blocked' : ends ? 'neutral' : 'fine'}
      name={name}
      beside={<Tag>{operation ?? text.common.none}</Tag>}
      aside={<Time at={moment.at} />}
    >
      <Line>
        {status === null ? words.open : words.status(String(status), by)},{' '}
        {words.as(user ?? text.overviewPage.anyone, client)}
      </Line>
      {moment.verdict === 'blocked' && <Line>{text.reason[moment.reason]}</Line>}
    </Step>
  );
}

function ThrottledStep({ story: { throttled } }: { story: EnsStory }) {
  const { count, of, last } = throttled;
  const all = formatCount(of);
  return (
    <Step
      icon={count > 0 ? 'clock' : 'check'}
      tone={count > 0 ? 'warn' : 'neutral'}
      name={words.steps.throttled}
      aside={last !== null && <Time at={last} />}
    >
      <Line>
        {count > 0 ? words.throttled(formatCount(count), all) : words.notThrottled(all, of === 1)}
      </Line>
      <Line>{words.throttledNote}</Line>
    </Step>
  );
}

function Time({ at }: { at: string }) {
  return (
    <When>
      <TimeText at={at} form="dateTime" />
      <TimeText at={at} form="ago" />
    </When>
  );
}

function ShowLog({ mailbox }: { mailbox: string }) {
  const navigate = useNavigate();
  return (
    <Button
      size="small"
      onClick={() => {
        presetLog(`${mailbox} protocol:ews`, false);
        void navigate(pathOf.log);
      }}
    >
      {text.clientsPage.showLog}
    </Button>
  );
}

const Head = styled('div')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: 12,
  marginBottom: 18,
});

const Sentence = styled('strong')({ display: 'block', fontSize: 15, fontWeight: 620 });

const Advice = styled('p')({ margin: '2px 0 0', color: color.muted });

const Line = styled('p')({ margin: '2px 0 0', color: color.muted, overflowWrap: 'anywhere' });

const When = styled('span')({
  display: 'flex',
  flexDirection: 'column',
  flex: 'none',
  alignItems: 'flex-end',
  color: color.muted,
  'time:first-of-type': { color: color.text },
});

const Foot = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 12,
  marginTop: 18,
  color: color.muted,
});
