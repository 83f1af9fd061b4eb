export function sanitiseMarkdown(text: string): { text: string; removed: number } { return { text, removed: 0 }; }
