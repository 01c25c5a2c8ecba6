/** The set-up of this gateway: what was entered so far, kept while one looks elsewhere. */
import { create } from 'zustand';
import { isError, type Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';
import { dismissOutcome, takeUp, useGateway } from './gateway.ts';
import { loadSettings, useSettings } from './settings.ts';
import {
  changesOf,
  faultsOf,
  fieldOf,
  fieldsOf,
  setUpSteps,
  stepOf,
  valuesFrom,
} from './set-up-values.ts';
import type { SetUpField, SetUpStep, SetUpValues } from './set-up-values.ts';
import { loadFacts } from './window.ts';

interface SetUpState {
  /** Null: the settings are not read yet. */
  readonly values: SetUpValues | null;
  /** What somebody put in here; everything else is as the files have it. */
  readonly entered: Partial<SetUpValues>;
  /** Null: all are closed, and everything is entered. */
  readonly open: SetUpStep | null;
  /** Their faults are shown; before, nobody had a chance to do it right. */
  readonly touched: readonly SetUpField[];
  /** Those that were gone through. */
  readonly passed: readonly SetUpStep[];
  /** What the host said to the last try. */
  readonly problems: readonly Problem[];
  readonly busy: boolean;
}

const untouched: SetUpState = {
  ...{ values: null, entered: {}, open: 'listener', touched: [], passed: [] },
  ...{ problems: [], busy: false },
};

export const useSetUp = create<SetUpState>()(() => untouched);

const { setState: set, getState: get } = useSetUp;

/** Reads the files each time: they may have changed elsewhere since, and only what was entered here stands over them. */
export async function beginSetUp(): Promise<void> {
  await loadSettings();
  const { settings } = useSettings.getState();
  if (settings !== null) set({ values: { ...valuesFrom(settings), ...get().entered } });
}

export function enter(changed: Partial<SetUpValues>): void {
  const { values, entered, touched, problems } = get();
  if (values === null) return;
  const fields = Object.keys(changed) as SetUpField[];
  set({
    values: { ...values, ...changed },
    entered: { ...entered, ...changed },
    touched: [...new Set([...touched, ...fields])],
    problems: problems.filter(({ key }) => !fields.some((field) => field === fieldOf(key))),
  });
}

export function openStep(open: SetUpStep | null): void {
  set({ open });
}

/** To the step after `step`, when nothing is wrong in this one. */
export function passStep(step: SetUpStep): void {
  const { values, touched, passed } = get();
  const all = [...new Set([...touched, ...fieldsOf[step]])];
  if (values === null || faultyOf(values, step)) {
    set({ touched: all });
    return;
  }
  const next = setUpSteps[setUpSteps.indexOf(step) + 1] ?? null;
  set({ touched: all, passed: [...new Set([...passed, step])], open: next });
}

export function faultyOf(values: SetUpValues, step: SetUpStep): boolean {
  const faults = faultsOf(values);
  return fieldsOf[step].some((field) => faults[field] !== undefined);
}

/** Saves and puts in force. True: the gateway runs with it. */
export async function finishSetUp(): Promise<boolean> {
  const { values, busy } = get();
  if (values === null || busy) return false;
  const faulty = setUpSteps.find((step) => faultyOf(values, step));
  if (faulty !== undefined) {
    set({ open: faulty, touched: setUpSteps.flatMap((step) => fieldsOf[step]) });
    return false;
  }
  set({ busy: true, problems: [] });
  const problems = await putInForce(values);
  await Promise.all([loadSettings(), loadFacts()]);
  if (problems.length === 0) {
    set(untouched);
    return true;
  }
  const fields = problems.map(({ key }) => fieldOf(key)).filter((field) => field !== null);
  const [first] = fields;
  const at = first === undefined ? {} : { open: stepOf(first) };
  set({ busy: false, problems, ...at, touched: [...new Set([...get().touched, ...fields])] });
  return false;
}

async function putInForce(values: SetUpValues): Promise<readonly Problem[]> {
  const changes = changesOf(values, useSettings.getState().settings ?? []);
  if (Object.keys(changes).length > 0) {
    const saved = await call('set', { changes });
    if (!saved.ok) return saved.problems;
  }
  const outcome = await takeUp();
  if (outcome?.kind !== 'failed') return [];
  // A gateway that does not run says so on every page; one that goes on as before is told of here, at the field.
  const { outcome: shown, view } = useGateway.getState();
  if (view?.kind === 'running' && shown === outcome) dismissOutcome();
  const errors = outcome.problems.filter(isError);
  return errors.length > 0 ? errors : outcome.problems;
}
