import { expect, test } from "vitest";
import type { Row } from "./figure.ts";
import { interleave, judge, quantile } from "./measure.ts";

const row: Row = {
  what: "webhooks",
  ours: [90, 110, 80],
  unit: "/s",
  against: { who: "Probot", series: [100, 100, 40] },
  better: "higher",
  aim: { of: "ratio", limit: 1 },
};

test("each round measures every variant, and begins with another one", async () => {
  const order: string[] = [];
  const note = (name: string) => async () => order.push(name);

  const series = await interleave({ a: note("a"), b: note("b"), c: note("c") }, 3);

  expect(order.join("")).toBe("abcbcacab");
  expect(series).toEqual({ a: [1, 6, 8], b: [2, 4, 9], c: [3, 5, 7] });
});

test("the median is of the ratios of each round, not the ratio of two medians", () => {
  expect(judge(row).ratio).toEqual({ median: 1.1, worst: 0.9 });
});

test("an aim that the median meets and the worst round misses is met by the median only", () => {
  expect(judge(row).met).toBe("median");
  expect(judge({ ...row, ours: [100, 110, 80] }).met).toBe("yes");
  expect(judge({ ...row, ours: [90, 80, 80] }).met).toBe("no");
});

test("where less is better, the worst is the most", () => {
  const slow: Row = { ...row, unit: "ms", better: "lower", aim: { of: "ours", limit: 100 } };

  expect(judge(slow)).toEqual({ ratio: { median: 1.1, worst: 2 }, met: "median" });
});

test("a number without an aim is told, and judged by nobody", () => {
  expect(judge({ ...row, aim: null }).met).toBeNull();
});

test("nothing against nothing is no better than the other", () => {
  const both: Row = { ...row, ours: [0], against: { who: "tail", series: [0] } };

  expect(judge(both)).toEqual({ ratio: { median: 1, worst: 1 }, met: "yes" });
});

test("a quantile is one of the numbers", () => {
  const series = Array.from({ length: 100 }, (_unused, at) => 100 - at);

  expect([quantile(series, 0.5), quantile(series, 0.99), quantile([7], 0.99)]).toEqual([50, 99, 7]);
});
