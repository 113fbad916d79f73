import type { Weights } from '../onnx/index.js';
import { type Segment, STAGES, type Stage, stageKey, stageWeights } from './board-family.js';

/** Makes a stage ready to run, and frees it. */
export interface StageMaker<S> {
  open(stage: Stage, weights: Weights): S | Promise<S>;
  close(made: S): void | Promise<void>;
}

/** Consecutive boards that one stage evaluates. */
export interface StageRun<S> {
  readonly made: S;
  readonly boards: number;
}

/** The stages of a family's members; equal ones are kept once, as long as a member has them. */
export class SharedStages<S> {
  private readonly stages = new Map<string, { readonly made: S; users: number }>();
  private readonly members = new Map<number, ReadonlyMap<Stage, string>>();
  private next = 0;

  constructor(private readonly maker: StageMaker<S>) {}

  /** Number of members. */
  get size(): number {
    return this.members.size;
  }

  /** Number of stages in memory. */
  get kept(): number {
    return this.stages.size;
  }

  /** Adds a member. Resolves with its number; rejects as the maker, and then holds nothing of the member. */
  async add(weights: Weights): Promise<number> {
    const keys = new Map<Stage, string>();
    try {
      for (const stage of STAGES) {
        const key = stageKey(weights, stage);
        const shared = this.stages.get(key);
        if (shared) shared.users++;
        else this.stages.set(key, { made: await this.maker.open(stage, stageWeights(weights, stage)), users: 1 });
        keys.set(stage, key);
      }
    } catch (error) {
      await this.release(keys.values());
      throw error;
    }
    this.members.set(this.next, keys);
    return this.next++;
  }

  /** Removes a member, and frees the stages that only it had. */
  async remove(member: number): Promise<void> {
    const keys = this.members.get(member) ?? new Map<Stage, string>();
    this.members.delete(member);
    await this.release(keys.values());
  }

  private async release(keys: Iterable<string>): Promise<void> {
    for (const key of keys) {
      const shared = this.stages.get(key)!;
      if (--shared.users > 0) continue;
      this.stages.delete(key);
      await this.maker.close(shared.made);
    }
  }

  /** Joins consecutive segments whose members have the same stage. Throws RangeError for no member. */
  runs(stage: Stage, segments: readonly Segment[]): StageRun<S>[] {
    const runs: { made: S; boards: number }[] = [];
    for (const { member, boards } of segments) {
      const key = this.members.get(member)?.get(stage);
      if (key === undefined) throw new RangeError(`there is no network ${member} in this family`);
      const { made } = this.stages.get(key)!;
      const last = runs.at(-1);
      if (last?.made === made) last.boards += boards;
      else runs.push({ made, boards });
    }
    return runs;
  }
}
