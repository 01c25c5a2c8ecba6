/** How the window is measured and how its figures are read. */
export function notes(rounds: number, came: string): readonly string[] {
  return [
    `Real: Electron, main process, preload script, page, gateway process, the journal with its writing and reading threads, the settings and the log of a home with 20,000 stored decisions. Simulated: in the gateway process, a pump calls the journal's \`record\` where finished requests call it (bench/window/pumped-journal.ts); ${came} events a second came into the file. No request is made: what the relay costs is not in these figures.`,
    `${String(rounds)} ${rounds === 1 ? 'round' : 'rounds'}, played in the idle window and then with events, after one of each that does not count. A round fills the list of the log by the button for older rows, follows it for three seconds, scrolls by the wheel, types into the filter, changes pages, and looks at the overview for three seconds. Keys, wheel and clicks are real input events (DevTools protocol); every time is taken in the page, from the time stamp of the input event to the task after the frame that shows its effect.`,
    'Each cell is the median of the rounds, then the lowest and the highest round. The ratio is taken in each round between neighbours in time, and is what counts: milliseconds are those of one machine, and of a display in memory, which has no graphics card (Chromium draws on the processor, in a process of its own) and whose frames come from a timer at 60 Hz.',
    'A ratio of 1 says that events are not felt. 16.7 ms is one frame: a time that needs one frame more is the least difference that one could see.',
  ];
}
