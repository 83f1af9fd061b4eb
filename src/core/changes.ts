/** What can change under a work item by other hands than AO's, in GitHub's and git's words. Pure data. */

/** A repository as GitHub numbers it. `name` is `owner/repo`, for people and for URLs; the id is the key. */
export interface Repository {
  id: number;
  name: string;
  installationId: number;
  private: boolean;
}

/** Why AO may not work in a repository for now. */
export type AccessLoss = "archived" | "suspended" | "uninstalled" | "deselected";

/** A job that was cancelled, until its runner says that the agent is gone. */
export interface Ending {
  jobId: string;
  runner: string | null;
}

/** An issue somewhere else. */
export interface IssuePlace {
  repository: Repository;
  number: number;
}

/** What others have done to the branch, the pull request, the issue, the repository, the installation or a person's role. */
export type Change =
  /** A hint: the branch may be elsewhere by now, so it is read before anything is believed. */
  | { type: "head_moved"; headSha: string; by: string | null }
  /** `believed` is what AO took for the head when it looked; `jobId` is set when that job's push was refused for it. */
  | {
      type: "head_read";
      headSha: string;
      believed: string | null;
      by: string | null;
      jobId: string | null;
    }
  /** Made a draft again, or ready, by somebody else than AO. */
  | { type: "draft_changed"; number: number; draft: boolean; by: string }
  | { type: "access_lost"; reason: AccessLoss }
  /** The repository as GitHub has it now; AO may work in it. */
  | { type: "repository_seen"; repository: Repository }
  | { type: "repository_deleted"; by: string }
  /** `to` is where it went; null when nobody can tell, or when it was deleted. */
  | { type: "issue_moved"; to: IssuePlace | null; deleted: boolean; by: string | null }
  /** Nothing could be said in any of the item's threads. `key` is the comment's. */
  | { type: "thread_locked"; key: string }
  | { type: "thread_unlocked" }
  /** A hint: the branch may have got a new name, or another may be the default now. */
  | { type: "default_branch_changed"; from: string; to: string }
  | { type: "retargeted"; branch: string; by: string | null }
  /** A hint: what somebody may do in the repository was changed. */
  | { type: "member_changed"; login: string }
  /** `login` may not decide here any more; `next` may, null when AO knows nobody who may. */
  | { type: "person_left"; login: string; next: string | null }
  /** An owner has accepted what the App asks for by now. */
  | { type: "permissions_accepted" };
