/** What every verb of the GitHub port stands on. */
import type { Connection } from "./connection.ts";

export interface ClientOptions {
  connection: Connection;
  githubUrl: string;
  appId: number;
  /** Where pushes unpack; emptied after each. */
  temporaryDirectory: string;
  /** The operator's, that no push may carry in any form. */
  secrets: readonly string[];
}
