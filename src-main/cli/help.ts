/** Help, made from the table of commands. */
import type { Command, OptionSpec } from './command.ts';
import { everywhere, synopsisOf } from './parse.ts';

export function overviewText(commands: readonly Command[], version: string): string {
  const names = commands.map((each) => `${each.name} ${each.synopsis}`.trimEnd());
  const width = Math.min(44, Math.max(...names.map((name) => name.length)));
  const lines = commands.map((each, at) => {
    const name = names[at] ?? each.name;
    // A long synopsis gets a line of its own.
    return name.length > width
      ? `  ${name}\n  ${' '.repeat(width)}  ${each.summary}`
      : `  ${name.padEnd(width)}  ${each.summary}`;
  });
  return [
    `Sallyport ${version}: the compliance gateway in front of Exchange`,
    '',
    'sallyport COMMAND ...',
    '',
    ...lines,
    '',
    'Options of every command:',
    ...optionLines(everywhere),
    '',
    'Exit: 0 ok, 1 a bug, 2 usage, 3 settings, 4 port or home in use, 5 not running, 6 changed underneath',
  ].join('\n');
}

export function commandText(command: Command): string {
  const options = { ...command.options, ...everywhere };
  const details = command.details === undefined ? [] : ['', command.details];
  return [synopsisOf(command), '', command.summary, '', ...optionLines(options), ...details].join(
    '\n',
  );
}

function optionLines(options: Readonly<Record<string, OptionSpec>>): string[] {
  return Object.entries(options).map(([name, spec]) => {
    const short = spec.short === undefined ? '' : `-${spec.short}, `;
    const written = `${short}--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`;
    return `  ${written.padEnd(20)}  ${spec.help}`;
  });
}
