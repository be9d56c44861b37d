let underway = 0;

/** Whether optional code is being loaded: if that fails, the page need not be reloaded. */
export const isLoadingOptional = (): boolean => underway > 0;

/** Loads code that the page works without; undefined when a deployment removed it or the browser blocks it. */
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
