/** Which performer does which effect. A new kind is a file beside this and a row here. */
import { cancelJob, tellJob } from "../dispatch/local-daemon.ts";
import { answer } from "./answer.ts";
import { checkCommit } from "./check-commit.ts";
import { comment } from "./comment.ts";
import { createLabels } from "./create-labels.ts";
import { mergeBase } from "./merge-base.ts";
import { readBase } from "./read-base.ts";
import { rerunJobs } from "./rerun-jobs.ts";
import { undraft } from "./undraft.ts";
import { readContact } from "./read-contact.ts";
import { markReady } from "./mark-ready.ts";
import { openPullRequest } from "./open-pull-request.ts";
import { push } from "./push.ts";
import { react } from "./react.ts";
import { readTarget } from "./read-target.ts";
import { readChecks } from "./read-checks.ts";
import { readHead } from "./read-head.ts";
import { readLogs } from "./read-logs.ts";
import { readPermission } from "./read-permission.ts";
import { readRequest } from "./read-request.ts";
import { show } from "./show.ts";
import type { Performers } from "./performer.ts";

export const performers: Performers = {
  answer,
  check_commit: checkCommit,
  comment,
  create_labels: createLabels,
  read_contact: readContact,
  mark_ready: markReady,
  merge_base: mergeBase,
  open_pull_request: openPullRequest,
  push,
  react,
  read_base: readBase,
  read_target: readTarget,
  read_checks: readChecks,
  read_head: readHead,
  read_logs: readLogs,
  read_permission: readPermission,
  read_request: readRequest,
  rerun_jobs: rerunJobs,
  show,
  undraft,
  async cancel_job({ parts, effect }) {
    await cancelJob(parts.dispatch, effect);
    return null;
  },
  async tell_job({ parts, effect }) {
    await tellJob(parts.dispatch, effect);
    return null;
  },
};
