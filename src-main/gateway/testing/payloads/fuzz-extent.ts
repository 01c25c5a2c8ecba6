/** How long the fuzz of the long tests goes on, and where it begins. */

/** Half of the half hour is for requests, half for answers. */
export const minutes = Number(process.env['SALLYPORT_FUZZ_MINUTES'] ?? 30) / 2;
/** Another one every day: what was found once is repeated with its seed. */
export const firstSeed = Number(
  process.env['SALLYPORT_SEED'] ?? Math.floor(Date.now() / 86_400_000) * 10_000_000,
);
