/** What the API answers about studies, as far as the pages read it. */
export interface StudySummary {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly concurrency: number;
  readonly createdAt: string;
  readonly trend: { readonly axis: string; readonly alpha: number } | null;
  readonly progress: { readonly cells: number; readonly waiting: number; readonly finished: number };
}
export interface StudyResultRow {
  readonly cell: number;
  readonly name: string;
  readonly repetition: number;
  readonly tournament: string;
  readonly base: string | null;
  readonly method: string | null;
  readonly examples: number | null;
  readonly steps: number | null;
  readonly band: number | null;
  readonly temperature: number | null;
  readonly state: string;
  readonly verdict: string | null;
  readonly first: string | null;
  readonly second: string | null;
  readonly scale: 'elo' | 'score' | null;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  readonly adjusted: number | null;
  readonly replicates: number | null;
  readonly line: string | null;
}
export interface Trend {
  readonly axis: string;
  readonly state: string;
  readonly scale: 'elo' | 'score' | null;
  readonly levels: readonly {
    readonly level: string;
    readonly mean: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly replicates: number;
  }[];
  readonly slope: number | null;
  readonly p: number | null;
  readonly line: string;
}
export interface StudyResults {
  readonly state: string;
  readonly data: readonly StudyResultRow[];
  readonly trend: Trend | null;
  readonly invalid: readonly number[];
}
