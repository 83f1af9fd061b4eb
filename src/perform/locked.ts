/** A locked conversation takes no comment and no reaction of an App. */
import { RefusedError } from "../errors.ts";

/** @returns whether it was done; false where the conversation is locked */
export async function unlessLocked(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof RefusedError && error.status === 403 && /locked/i.test(error.message)) {
      return false;
    }
    throw error;
  }
}
