let underway = 0;

/** Whether code is being loaded that the page can do without: a failure now is no reason to load the page afresh. */
export const isLoadingOptional = (): boolean => underway > 0;

/** Code that is nice to have; undefined when it is gone since a deployment, or blocked by the browser. */
export async function optional<T>(load: () => Promise<T>): Promise<T | undefined> {
  underway++;
  try {
    return await load();
  } catch {
    return undefined;
  } finally {
    underway--;
  }
}
