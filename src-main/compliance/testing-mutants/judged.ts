/** Mutants that no test can notice, by the reason: `file: original -> replacement`. */
export const judged: readonly { readonly why: string; readonly mutants: readonly string[] }[] = [
  {
    why: 'What is filtered out, or asked for, is never there at this point; only the compiler does not know.',
    mutants: [
      'decide.ts: found.map((each) => each.subject).filter((each) => each !== null) -> found.map((each) => each.subject)',
      'decide.ts: each !== null -> true',
      "device-rules.ts: match.kind === 'device' -> true",
      'subject-verdict.ts: subject.person === null -> false',
      'subject-verdict.ts: decisive.devices[0]?.id -> decisive.devices[0].id',
      "subject-verdict.ts: '' -> 'x'",
      'subjects.ts: person === null -> false',
      "patterns.ts: '' -> 'x'",
      "user-policy.ts: '' -> 'x'",
    ],
  },
  {
    why: 'Nothing leads there: it stands for the compiler, and shuts the gate should a rule ever go.',
    mutants: [
      "decide.ts: 'identity' -> ''",
      "decide.ts: 'NO_IDENTITY' -> ''",
      'decide.ts: user === undefined -> false',
      'device-rules.ts: record === undefined -> false',
      "device-rules.ts: 'device policies' -> ''",
      "device-rules.ts: 'UNKNOWN_DEVICE' -> ''",
      "subject-verdict.ts: 'device policies' -> ''",
      "subject-verdict.ts: 'UNKNOWN_DEVICE' -> ''",
      'subject-verdict.ts: first === undefined -> false',
      "subject-verdict.ts: 'devices' -> ''",
      'subjects.ts: user === null -> false',
      "subjects.ts: [{ ruling: block('identity', 'NO_IDENTITY'), subject: null }] -> []",
      "subjects.ts: { ruling: block('identity', 'NO_IDENTITY'), subject: null } -> {}",
      "subjects.ts: 'identity' -> ''",
      "subjects.ts: 'NO_IDENTITY' -> ''",
    ],
  },
  {
    why: 'A block that concerns the user has decided before (the rule `blockOverride`), so only allows are left.',
    mutants: [
      "device-rules.ts: override.action === 'allow' -> true",
      "device-rules.ts: question.overrides.filter((override) => override.action === 'allow') -> question.overrides",
      "device-rules.ts: 'allow' -> ''",
      "overrides-that-count.ts: override.action === 'allow' -> true",
    ],
  },
  {
    why: 'An allow of a known device is too early only where there was a wipe.',
    mutants: ['device-rules.ts: record.wipedAt === null -> false'],
  },
  {
    why: 'Who is nobody has no person either: as much unlike any person as null is.',
    mutants: ["same-user.ts: match.kind === 'person' -> true"],
  },
  {
    why: 'Of two bars from the same instant either may be named.',
    mutants: ['enrollment.ts: bar.since > latest.since -> (bar.since) >= (latest.since)'],
  },
  {
    why: 'The overrides of a device are found by any of its ids.',
    mutants: [
      "subject-verdict.ts: match.kind === 'device' -> false",
      "subject-verdict.ts: 'device' -> ''",
    ],
  },
  {
    why: 'Without a name and not hidden nobody comes here (the rule `identity`).',
    mutants: ['subjects.ts: hidden === true -> true'],
  },
  {
    why: 'A stranger is told by what it is not: neither a person nor a service account.',
    mutants: ["subjects.ts: 'stranger' -> ''"],
  },
  {
    why: 'A name that cannot be normalised is exactly one that cannot be resolved.',
    mutants: [
      "subjects.ts: canonical === null || match.kind === 'unreadable' -> (canonical === null) && (match.kind === 'unreadable')",
      'subjects.ts: canonical === null -> false',
      "subjects.ts: match.kind === 'unreadable' -> false",
      "subjects.ts: 'unreadable' -> ''",
    ],
  },
];
