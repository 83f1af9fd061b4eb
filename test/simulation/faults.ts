/** What goes wrong, and how often. Shares are of 1; a mean of 0 means never. */

export interface Faults {
  /** Passages through a port between two kills, on average. Every await of the real code stands at one. */
  appKillMean: number;
  runnerKillMean: number;
  /** Between two pauses of a machine or of the app, on average; each lasts up to 100 s, and its clock goes on. */
  pauseMeanMs: number;
  /** A planned stop instead of a kill. */
  gracefulShare: number;
  github: {
    /** 502, and nothing was done. */
    refused: number;
    /** Done, but answered with a 502. */
    answerLost: number;
    /** Answered with a 502, and done up to half a minute later. */
    doneLate: number;
    /** 20 to 80 s until anything happens. */
    stalled: number;
    /** A secondary rate limit. */
    limited: number;
    /** A reading that shows what was true some seconds ago. */
    stale: number;
    /** 403 although nothing speaks against it. */
    forbidden: number;
  };
  webhooks: {
    /** GitHub never sends it, and knows nothing of it. */
    neverSent: number;
    /** The try fails; GitHub lists it among the failed deliveries. */
    failed: number;
    /** Taken by the app, but GitHub takes it for failed. */
    answerLost: number;
    doubled: number;
    /** Minutes late, so that later ones overtake it. */
    late: number;
  };
  network: {
    requestLost: number;
    answerLost: number;
    reset: number;
    slow: number;
    /** Arrives up to some minutes later, when whoever sent it has given up. */
    late: number;
  };
  /** Between two cuts of a runner's network, on average. */
  cutMeanMs: number;
  /** Between two outages of GitHub, on average; each lasts minutes. */
  outageMeanMs: number;
  /** Of checks: run again after they have ended, and end otherwise than they deserve. */
  checks: { rerun: number; cancelled: number };
  database: {
    slow: number;
    /** Refused, nothing was written. */
    busy: number;
    /** Written, but answered with an error. */
    answerLost: number;
  };
}

export const CALM: Faults = {
  appKillMean: 0,
  runnerKillMean: 0,
  pauseMeanMs: 0,
  gracefulShare: 0,
  github: {
    refused: 0,
    answerLost: 0,
    doneLate: 0,
    stalled: 0,
    limited: 0,
    stale: 0,
    forbidden: 0,
  },
  webhooks: { neverSent: 0, failed: 0, answerLost: 0, doubled: 0, late: 0 },
  network: { requestLost: 0, answerLost: 0, reset: 0, slow: 0, late: 0 },
  cutMeanMs: 0,
  outageMeanMs: 0,
  checks: { rerun: 0, cancelled: 0 },
  database: { slow: 0, busy: 0, answerLost: 0 },
};

export const STORM: Faults = {
  appKillMean: 1_500,
  runnerKillMean: 250,
  pauseMeanMs: 20 * 60_000,
  gracefulShare: 0.2,
  github: {
    refused: 0.08,
    answerLost: 0.05,
    doneLate: 0.02,
    stalled: 0.02,
    limited: 0.01,
    stale: 0.1,
    forbidden: 0.002,
  },
  webhooks: { neverSent: 0.08, failed: 0.1, answerLost: 0.05, doubled: 0.2, late: 0.05 },
  network: { requestLost: 0.02, answerLost: 0.02, reset: 0.02, slow: 0.05, late: 0.02 },
  cutMeanMs: 6 * 60_000,
  outageMeanMs: 15 * 60_000,
  checks: { rerun: 0.1, cancelled: 0.04 },
  database: { slow: 0.2, busy: 0.01, answerLost: 0.003 },
};
