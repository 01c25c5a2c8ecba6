/**
 * Which of the named devices may be told. The value is a list of `id=verdict`, separated by commas or
 * semicolons; `would-block` is test mode, in which nothing is withheld. Without a verdict for a device,
 * or without the header, a device counts as allowed: that the request passed at all says that one of
 * them is (facts: seg 1.4).
 */
export function allowedDevices(
  deviceIds: readonly string[],
  verdictHeader: string | null,
): { readonly allowed: readonly string[]; readonly withheld: readonly string[] } {
  const verdicts = new Map(
    (verdictHeader ?? '').split(/[,;]/).flatMap((part) => {
      const [id, verdict] = part.split('=').map((word) => word.trim().toLowerCase());
      return id && verdict ? [[id, verdict] as const] : [];
    }),
  );
  const isAllowed = (id: string): boolean => {
    const verdict = verdicts.get(id.toLowerCase());
    return (
      verdict === undefined || /^(allowed|would-block|compliant|allow|true|yes)$/.test(verdict)
    );
  };
  return {
    allowed: deviceIds.filter(isAllowed),
    withheld: deviceIds.filter((id) => !isAllowed(id)),
  };
}
