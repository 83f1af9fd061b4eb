/** What goes wrong, and how often. Shares are of 1; a mean of 0 means never. */

export interface Faults {
  /** Passages through a port between two kills, on average. Every await of the real code stands at one. */
  appKillMean: number;
  runnerKillMean: number;
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
    /** Arrives up to a minute later, when whoever sent it has given up. */
    late: number;
  };
  /** Between two cuts of a runner's network, on average. */
  cutMeanMs: number;
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
  gracefulShare: 0,
  github: { refused: 0, answerLost: 0, doneLate: 0, stalled: 0, limited: 0, stale: 0 },
  webhooks: { neverSent: 0, failed: 0, answerLost: 0, doubled: 0, late: 0 },
  network: { requestLost: 0, answerLost: 0, reset: 0, slow: 0, late: 0 },
  cutMeanMs: 0,
  database: { slow: 0, busy: 0, answerLost: 0 },
};

export const STORM: Faults = {
  appKillMean: 1_500,
  runnerKillMean: 250,
  gracefulShare: 0.2,
  github: {
    refused: 0.08,
    answerLost: 0.05,
    doneLate: 0.02,
    stalled: 0.02,
    limited: 0.01,
    stale: 0.1,
  },
  webhooks: { neverSent: 0.08, failed: 0.1, answerLost: 0.05, doubled: 0.2, late: 0.05 },
  network: { requestLost: 0.02, answerLost: 0.02, reset: 0.02, slow: 0.05, late: 0.02 },
  cutMeanMs: 6 * 60_000,
  database: { slow: 0.2, busy: 0.01, answerLost: 0.003 },
};
