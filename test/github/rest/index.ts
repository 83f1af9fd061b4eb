import { actionsRoutes } from "./actions.ts";
import { appRoutes } from "./app.ts";
import { branchRoutes } from "./branches.ts";
import { checkRoutes } from "./checks.ts";
import { gitDataRoutes } from "./git-data.ts";
import { issueRoutes } from "./issues.ts";
import { pullRoutes } from "./pulls.ts";
import { reactionRoutes } from "./reactions.ts";
import { reviewRoutes } from "./reviews.ts";
import { repositoryRoutes } from "./repositories.ts";
import { workflowRoutes } from "./workflows.ts";
import type { Route } from "./route.ts";

/** The whole REST API of the stand-in. What has dots or more segments comes before what swallows them. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...reactionRoutes,
  ...issueRoutes,
  ...reviewRoutes,
  ...pullRoutes,
  ...checkRoutes,
  ...actionsRoutes,
  ...workflowRoutes,
  ...gitDataRoutes,
  ...branchRoutes,
  ...repositoryRoutes,
];
