/**
 * What secrets of well-known vendors look like. Every pattern begins with a literal, its repetitions are bounded or
 * can't fail after they ran, so that no text makes it slow.
 *
 * A pattern with a group `keep` redacts only what comes after that group.
 */
export type VendorPattern = {
  kind: string;
  pattern: RegExp;
  /** Whether what was found is a secret at all; without it every match is. */
  isSecret: (secret: string) => boolean;
  /** False where an ordinary repository holds such text: redacted, but no reason to refuse a push. */
  stopsPush: boolean;
};

const always = (): boolean => true;

/** Words and placeholders have no digits; generated values have digits and both cases, or many digits. */
const looksRandom = (secret: string): boolean => {
  const digits = secret.match(/\d/g)?.length ?? 0;
  return digits >= 4 || (digits > 0 && /[a-z]/.test(secret) && /[A-Z]/.test(secret));
};

const isMasked = (secret: string): boolean => /^[*x.•]+$/i.test(secret);

/** Tokens whose prefix says enough. */
const TOKENS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  // An installation token is `ghs_APPID_JWT` since 2026, about 520 characters.
  ["github-token", /gh[pousr]_[A-Za-z0-9_.-]{30,}/g],
  ["github-token", /github_pat_[A-Za-z0-9_]{22,}/g],
  ["gitlab-token", /gl(?:pat|rt|ptt|dt|cbt|soat|oas|ft|agent)-[A-Za-z0-9_.-]{20,}/g],
  ["anthropic-key", /sk-ant-[A-Za-z0-9_-]{20,}/g],
  ["google-key", /AIza[A-Za-z0-9_-]{35}/g],
  ["google-token", /ya29\.[A-Za-z0-9_-]{20,}/g],
  ["google-client-secret", /GOCSPX-[A-Za-z0-9_-]{28}/g],
  ["aws-access-key", /(?<![A-Z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Z0-9])/g],
  ["npm-token", /npm_[A-Za-z0-9]{36,}/g],
  ["pypi-token", /pypi-[A-Za-z0-9_-]{50,}/g],
  ["rubygems-key", /rubygems_[0-9a-f]{48}/g],
  ["docker-token", /dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g],
  ["stripe-key", /[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g],
  ["webhook-secret", /whsec_[A-Za-z0-9+/=]{20,}/g],
  ["slack-token", /xox[abceoprs]-(?:\d-)?[A-Za-z0-9-]{10,}/g],
  ["slack-token", /xapp-\d-[A-Za-z0-9-]{20,}/g],
  ["slack-webhook", /(?<keep>hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/_-]{20,}/g],
  [
    "discord-webhook",
    /(?<keep>discord(?:app)?\.com\/api\/webhooks\/)\d{15,22}\/[A-Za-z0-9_-]{40,}/g,
  ],
  ["huggingface-token", /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g],
  ["sendgrid-key", /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g],
  ["digitalocean-token", /do[opr]_v1_[0-9a-f]{64}/g],
  ["databricks-token", /(?<![A-Za-z0-9])dapi[0-9a-f]{32}/g],
  ["shopify-token", /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g],
  ["groq-key", /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{40,}/g],
  ["xai-key", /(?<![A-Za-z0-9])xai-[A-Za-z0-9]{60,}/g],
  ["vault-token", /hv[sb]\.[A-Za-z0-9_-]{24,}/g],
  ["supabase-key", /sb(?:p|_secret)_[A-Za-z0-9_-]{30,}/g],
  ["linear-key", /lin_(?:api|oauth)_[A-Za-z0-9]{32,}/g],
  ["sentry-token", /sntry[su]_[A-Za-z0-9_+/=-]{32,}/g],
  ["atlassian-token", /ATATT3[A-Za-z0-9_=-]{40,}/g],
  ["grafana-token", /glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}/g],
  ["age-key", /AGE-SECRET-KEY-1[0-9A-Z]{50,}/g],
  ["azure-key", /(?<keep>(?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{40,}={0,2}/g],
];

/** Everything above, and what is recognised by its shape or its place. Longer and surer ones come first. */
export const VENDOR_PATTERNS: readonly VendorPattern[] = [
  {
    kind: "private-key",
    // Five dashes end the body, so that a text full of beginnings is read once; a key that was cut off has no end.
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----)){1,16384}-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|(?:(?:\s|\\[nr]|["'+,|>]){0,8}[A-Za-z0-9+/=]{24,})+)/g,
    isSecret: (secret) => /[A-Za-z0-9+/]{24}/.test(secret),
    stopsPush: true,
  },
  ...TOKENS.map(([kind, pattern]) => ({ kind, pattern, isSecret: always, stopsPush: true })),
  {
    kind: "openai-key",
    pattern: /(?<![A-Za-z0-9])sk-(?!ant-)[A-Za-z0-9_-]{20,}/g,
    isSecret: looksRandom,
    stopsPush: true,
  },
  {
    kind: "jwt",
    pattern:
      /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,}/g,
    // The sample that every tutorial on JSON web tokens shows.
    isSecret: (secret) => !secret.endsWith(".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"),
    stopsPush: true,
  },
  {
    kind: "aws-secret-key",
    pattern:
      /(?<keep>secret_?(?:access_?)?key["']?\s{0,3}[:=]\s{0,3}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
    isSecret: looksRandom,
    stopsPush: true,
  },
  {
    kind: "registry-token",
    pattern: /(?<keep>_(?:authToken|auth|password)\s?=\s?["']?)[A-Za-z0-9+/=_.-]{8,}/g,
    isSecret: (secret) => !isMasked(secret),
    stopsPush: false,
  },
  {
    kind: "authorization-header",
    pattern:
      /(?<keep>authorization["']?\s?[:=]\s?["']?(?:bearer |basic |token |digest )?)[A-Za-z0-9._~+/=-]{8,}/gi,
    isSecret: looksRandom,
    stopsPush: false,
  },
  {
    kind: "bearer-token",
    pattern: /(?<keep>bearer[\s"':]{1,4})[A-Za-z0-9._~+/=-]{16,}/gi,
    isSecret: looksRandom,
    stopsPush: false,
  },
  {
    kind: "password-in-url",
    pattern: /(?<keep>:\/\/[^\s:@/"'<>`]{0,100}:)[^\s@/"'<>`]{1,256}(?=@)/g,
    isSecret: (secret) => !isMasked(secret) && !/^[${<%]/.test(secret),
    stopsPush: false,
  },
  {
    kind: "password-in-url",
    pattern: /(?<keep>x-access-token:)[^\s@"'<>`]{8,}/g,
    isSecret: (secret) => !isMasked(secret) && !/^[${<%]/.test(secret),
    stopsPush: false,
  },
  {
    kind: "assigned-secret",
    pattern:
      /(?<keep>(?:password|passwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|[_-]token|accesstoken|authtoken)["']?\s{0,2}[:=]\s{0,2}["']?)[A-Za-z0-9+/_=~-]{12,}/gi,
    isSecret: looksRandom,
    stopsPush: false,
  },
];
