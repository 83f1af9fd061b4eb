import type { World } from "../model/world.ts";
import { type Json, renderTime, renderTimeOrNull } from "./json.ts";
import { renderUser } from "./user.ts";

export function renderInstallation(world: World): Json {
  const { installation, app } = world;
  const { account } = installation;
  return {
    id: installation.id,
    client_id: `Iv23li${app.id}`,
    account: renderUser(world, account),
    repository_selection: "selected",
    access_tokens_url: `${world.url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `${world.url}/organizations/${account.login}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { ...installation.permissions },
    events: [...app.events],
    created_at: renderTime(installation.createdAt),
    updated_at: renderTime(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : renderUser(world, account),
    suspended_at: renderTimeOrNull(installation.suspendedAt),
  };
}
