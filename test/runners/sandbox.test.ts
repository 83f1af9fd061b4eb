import { expect, test } from "vitest";
import { startRunner } from "../../runners/daemon.ts";
import { refuseUnboxed } from "../../runners/sandbox.ts";
import { makeBench } from "./bench.ts";

test.each([
  "http://127.0.0.1:4000",
  "http://localhost",
  "http://[::1]:80",
  "http://127.8.9.1",
  "http://git.localhost",
])("%s is this machine", (url) => {
  expect(refuseUnboxed({ sandbox: "required" }, url)).toBeNull();
});

test.each([
  "https://github.com/acme/web.git",
  "http://127.0.0.1.example.org",
  "http://localhost.example.org",
  "http://10.0.0.1",
  "http://[::2]",
  "file:///srv/git/web.git",
])("%s is not, and is refused unless the operator says otherwise", (url) => {
  expect(refuseUnboxed({ sandbox: "required" }, url)).toContain("`sandbox: off`");
  expect(refuseUnboxed({ sandbox: "off" }, url)).toBeNull();
});

test("a runner without a sandbox does not start for a server elsewhere", async () => {
  const bench = await makeBench({ turns: [] });

  const start = () =>
    startRunner({ ...bench.config, server: "https://ao.example.org" }, bench.parts);

  expect(start).toThrow("It refuses to work for ao.example.org");
});

test("a repository elsewhere ends the job before git is asked, and the runner stops", async () => {
  const bench = await makeBench({ turns: [] });
  bench.app.cloneUrl = "https://github.com/acme/web.git";
  const runner = bench.start();

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toMatchObject({
    kind: "crashed",
    diagnosis: {
      what: "start_failed",
      says: expect.stringContaining("refuses to work for github.com"),
    },
  });
  expect(await runner.stopped).toContain("sandbox: off");
});

test("`sandbox: off` lets it through to git", async () => {
  const bench = await makeBench({ turns: [] });
  bench.config.sandbox = "off";
  bench.app.cloneUrl = bench.app.cloneUrl.replace("127.0.0.1", "nowhere.invalid");
  bench.start();

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toMatchObject({ kind: "crashed", diagnosis: { what: "workspace" } });
});
