import type { App, User } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { type Json, nodeId, renderTime } from "./json.ts";

export function renderUser(world: World, user: User): Json {
  const url = `${world.url}/users/${encodeURIComponent(user.login)}`;
  const app = /^(.*)\[bot\]$/.exec(user.login)?.[1];
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(
      user.type === "Bot" ? "BOT" : user.type === "Organization" ? "O" : "U",
      user.id,
    ),
    avatar_url: `${world.url}/avatars/u/${user.id}`,
    gravatar_id: "",
    url,
    html_url: app === undefined ? `${world.url}/${user.login}` : `${world.url}/apps/${app}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** What `GET /users/:login` adds. */
export function renderPublicUser(world: World, user: User): Json {
  return {
    ...renderUser(world, user),
    name: user.login,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: renderTime(user.createdAt),
    updated_at: renderTime(user.createdAt),
  };
}

/** The short form of an organization that webhooks carry. */
export function renderOrganization(world: World, user: User): Json {
  const url = `${world.url}/orgs/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("O", user.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/u/${user.id}`,
    description: null,
  };
}

export function renderApp(world: World, app: App): Json {
  return {
    id: app.id,
    slug: app.slug,
    client_id: `Iv23li${app.id}`,
    node_id: nodeId("A", app.id),
    owner: renderUser(world, app.owner),
    name: app.name,
    description: null,
    external_url: `${world.url}/about/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: renderTime(app.createdAt),
    updated_at: renderTime(app.createdAt),
    permissions: { ...app.permissions },
    events: [...app.events],
  };
}
