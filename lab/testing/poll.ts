/** Looks every 5 ms. The limit is a guard against hanging, not an expectation. */
export async function poll(holds: () => boolean, limitMs = 10_000): Promise<void> {
  for (const until = Date.now() + limitMs; !holds();) {
    if (Date.now() > until) throw new Error(`not within ${String(limitMs)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
