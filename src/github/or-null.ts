import { RefusedError } from "../errors.ts";

/** null when GitHub says 404: it is gone, or was never there. */
export async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RefusedError && (error.status === 404 || error.status === 410))
      return null;
    throw error;
  }
}
