// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actionTitles } from '../../src-shared/action-texts.ts';
import { actionIds, actions, actionsIn } from '../../src-shared/actions.ts';
import { useGateway } from '../stores/gateway.ts';
import { useLog } from '../stores/log.ts';
import { fakeBridge } from '../testing/fake-bridge.ts';
import type { FakeBridge } from '../testing/fake-bridge.ts';
import { show } from '../testing/show.tsx';
import { ActionButton } from './action-button.tsx';
import { CommandRoom } from './command-room.tsx';

let bridge: FakeBridge;
const calls = () => bridge.called.map(({ name }) => name);

beforeAll(() => {
  // jsdom has no layout, so nothing to scroll.
  Element.prototype.scrollIntoView = () => undefined;
});

beforeEach(() => {
  bridge = fakeBridge({
    restart: () => ({ ok: true, value: { generation: 2, durationMs: 3 } }),
    followLog: () => ({ ok: true, value: {} }),
    events: () => ({ ok: true, value: [] }),
  });
  useGateway.setState({ view: { kind: 'running' } as never, assumed: null, outcome: null });
  useLog.setState({ paused: false });
});

const open = (path = '/') =>
  show(
    <MemoryRouter initialEntries={[path]}>
      <CommandRoom>
        <ActionButton action="restart" />
      </CommandRoom>
    </MemoryRouter>,
  );

describe('the one list', () => {
  it('fills the palette, in its order', async () => {
    open();
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const options = await screen.findAllByRole('option');
    const titles = actionsIn('palette').map((id) => actionTitles[id]);
    expect(options).toHaveLength(titles.length);
    titles.forEach((title, at) => expect(options[at]?.textContent).toContain(title));
  });

  it('fills the help with everything that has keys', async () => {
    open();
    fireEvent.keyDown(document.body, { key: '?', shiftKey: true });
    const rows = await screen.findAllByRole('listitem');
    for (const id of actionIds) {
      if (actions[id].shortcut === null) continue;
      const found = rows.filter(({ textContent }) => textContent.startsWith(actionTitles[id]));
      expect(found, id).not.toHaveLength(0);
    }
  });

  it('gives a button its words and its keys', () => {
    open();
    const button = screen.getByRole('button', { name: actionTitles.restart });
    expect(button.getAttribute('aria-keyshortcuts')).toBe('Control+Shift+R');
  });
});

describe('an action chosen in the menu', () => {
  it('does what the button does', async () => {
    open();
    act(() => bridge.emit('action', 'restart'));
    await waitFor(() => expect(useGateway.getState().outcome).toMatchObject({ kind: 'restarted' }));
    expect(calls().filter((name) => name === 'restart')).toHaveLength(1);
  });

  it('is not obeyed while it cannot be done', () => {
    useGateway.setState({ view: { kind: 'stopped' } });
    open();
    act(() => bridge.emit('action', 'restart'));
    expect(calls()).toEqual([]);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Restart' }).disabled).toBe(true);
  });

  it('is heard once, and no more when the frame is gone', async () => {
    const { unmount } = open();
    act(() => bridge.emit('action', 'openHelp'));
    expect(await screen.findByRole('dialog', { name: actionTitles.openHelp })).toBeDefined();
    unmount();
    bridge.emit('action', 'restart');
    expect(calls()).toEqual([]);
  });
});

describe('the key that pauses the log', () => {
  it('works on its page only, and is a letter where somebody types', () => {
    const { unmount } = open('/');
    fireEvent.keyDown(document.body, { key: 'p' });
    expect(useLog.getState().paused).toBe(false);
    unmount();
    open('/log');
    const field = document.body.appendChild(document.createElement('input'));
    fireEvent.keyDown(field, { key: 'p' });
    expect(useLog.getState().paused).toBe(false);
    field.remove();
    fireEvent.keyDown(document.body, { key: 'p' });
    expect(useLog.getState().paused).toBe(true);
  });
});
