/** The end of a run. Nothing is loaded when there is nothing to do. */
export async function post(): Promise<void> {
  await Promise.resolve();
}
