import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTorch } from '../../../bench/torch/twin.js';
import { legalIndices, moveFromUci } from '../../../src/chess/board/index.js';
import { trainTokenizer } from '../../../src/dialogue/tokens/train-tokenizer.js';
import { sourceDir } from '../../../src/files/index.js';
import { gameText } from '../../../src/match/text/game-text.js';
import { TextEvaluator } from '../../../src/match/text/index.js';
import { decoderLogits } from '../../../src/model/decoder/decoder-forward.js';
import { openPretrained, type PretrainedChat } from '../../../src/model/decoder/index.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { exportHuggingFace, loadSource, type SourceConfig, storeSource } from '../../../src/model/source/index.js';
import { foundSource } from '../decoder/made-source.js';

const python = findTorch();
if (!python) throw new Error('there is no torch in python3, nor in the Python that SENTIMATE_TORCH_PYTHON names');

/**
 * Loads exported folders as any user of transformers would, and answers in answers.json beside them. `texts`: their token ids, the
 * logits after the last one, and what its tokenizer makes of a conversation. `games`: the log-probability of each move
 * after its text, a token at a time by the whole pass over text and move.
 */
const PROGRAM = `
import json, os, sys
os.environ["HF_HUB_OFFLINE"] = "1"
import torch, transformers
from pathlib import Path
torch.set_num_threads(1)
for home in map(Path, sys.argv[1:]):
    asked = json.loads((home / "asked.json").read_text())
    answers = {}
    for precision in ("half", "single"):
        tokenizer = transformers.AutoTokenizer.from_pretrained(home / precision)
        model = transformers.AutoModelForCausalLM.from_pretrained(home / precision, dtype=torch.float32).eval()
        stored = transformers.AutoModelForCausalLM.from_pretrained(home / precision, dtype="auto")
        ids = [tokenizer(text)["input_ids"] for text in asked["texts"]]
        def likely(row):
            with torch.no_grad():
                return model(input_ids=torch.tensor([row])).logits[0].double()
        def score(text, move):
            before = len(tokenizer(text)["input_ids"])
            row = tokenizer(text + " " + move)["input_ids"]
            steps = likely(row).log_softmax(-1)
            return sum(steps[at - 1, row[at]].item() for at in range(before, len(row)))
        answers[precision] = {
            "class": type(model).__name__,
            "dtype": str(stored.dtype),
            "ids": ids,
            "logits": [likely(row)[-1].tolist() for row in ids],
            "scores": [[score(text, move) for move in moves] for text, moves in asked["games"]],
            "end": [tokenizer.eos_token, tokenizer.eos_token_id, model.generation_config.eos_token_id],
            "chat": tokenizer.apply_chat_template([{"role": "user", "content": "hi"}], tokenize=False)
            if tokenizer.chat_template else None,
        }
    (home / "answers.json").write_text(json.dumps(answers))
`;

const TEXTS = [
  'hello there, how are you?',
  "I'm fine – thank you!  And   you?\n\n1. e4 e5 2. Nf3",
  'naïve 東京 🙂 x=12345; don’t',
  ' a',
];
const LINES = ['', 'e2e4 e7e5 g1f3', 'd2d4 d7d5 c1f4 c8f5 b1c3 b8c6 d1d2 d8d7 g2g3 g7g6 f1g2 f8g7 g1f3 g8f6'];
const TOKENIZER = trainTokenizer(['1. e4 e5 2. Nf3 Nc6 3. O-O O-O-O Bb5 a6 Nxd4+ hello there, how are you?'], 290);
const ROLES = withRoles(TOKENIZER);
const TEMPLATE = "{% for m in messages %}{{ '<' + m['role'] + '>' + m['content'] + '\\n' }}{% endfor %}";
const SHAPE = { vocabulary: 300, context: 200, width: 48, layers: 3, hidden: 80, epsilon: 1e-5 } as const;
const CASES: Readonly<Record<string, SourceConfig>> = {
  'a Llama with groups, tied': {
    ...{ ...SHAPE, family: 'llama', heads: 6, keyValueHeads: 2, rotaryBase: 5_000, tied: true },
  },
  'a Llama, not tied': { ...SHAPE, family: 'llama', heads: 3, keyValueHeads: 3, rotaryBase: 100_000, tied: false },
  'a GPT-2, tied': { ...SHAPE, family: 'gpt2', heads: 4, keyValueHeads: 4, tied: true },
  'a GPT-2, not tied': { ...SHAPE, family: 'gpt2', heads: 4, keyValueHeads: 4, tied: false },
};

interface Answer {
  readonly class: string;
  readonly dtype: string;
  readonly ids: number[][];
  readonly logits: number[][];
  readonly scores: number[][];
  readonly end: [string, number, number];
  readonly chat: string | null;
}

const boards = LINES.map((text) => {
  const line = text.split(' ').filter(Boolean);
  const position = Chess.default();
  for (const uci of line) position.play(moveFromUci(position, uci)!);
  return { line, position, legal: legalIndices(position) };
});

let home: string;
const opened = new Map<string, PretrainedChat>();
// of all cases at once: Python takes long to load transformers
beforeAll(async () => {
  await startBackend();
  home = await mkdtemp(join(tmpdir(), 'sentimate-exported-'));
  const games = boards.map((board) => {
    const { words, moves } = gameText(board);
    return [words.join(' '), moves];
  });
  for (const [name, config] of Object.entries(CASES)) {
    const found = foundSource(config, config.family === 'llama' ? ROLES : TOKENIZER, TEMPLATE);
    const address = await storeSource(home, found, { name: 'tiny', origin: 'x' });
    const loaded = await loadSource(sourceDir(home, address));
    for (const precision of ['half', 'single'] as const)
      await exportHuggingFace(join(home, name, precision), loaded, precision);
    await writeFile(join(home, name, 'asked.json'), JSON.stringify({ texts: TEXTS, games }));
    opened.set(name, await openPretrained(sourceDir(home, address), address));
  }
  const run = spawnSync(python, ['-c', PROGRAM, ...Object.keys(CASES).map((name) => join(home, name))], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A tokenizer as SmolLM2's: digits stand alone, and there are tokens of roles. */
function withRoles(json: string): string {
  const file = JSON.parse(json) as {
    added_tokens: { id: number; content: string }[];
    pre_tokenizer: unknown;
    model: { vocab: Record<string, number> };
  };
  const digits = { type: 'Digits', individual_digits: true };
  file.pre_tokenizer = { type: 'Sequence', pretokenizers: [digits, file.pre_tokenizer] };
  for (const content of ['<|im_start|>', '<|im_end|>']) {
    const id = Object.keys(file.model.vocab).length;
    file.model.vocab[content] = id;
    file.added_tokens.push({ ...file.added_tokens[0], id, content });
  }
  return JSON.stringify(file);
}

describe.each(Object.entries(CASES))('%s in transformers', (name, config) => {
  let model: PretrainedChat;
  let answers: Readonly<Record<'half' | 'single', Answer>>;
  beforeAll(async () => {
    model = opened.get(name)!;
    const text = await readFile(join(home, name, 'answers.json'), 'utf8');
    answers = JSON.parse(text) as typeof answers;
  });
  afterAll(() => model.dispose());

  it.each(['half', 'single'] as const)('has our token ids and logits, in %s precision', (precision) => {
    const theirs = answers[precision];
    expect(theirs.class).toBe(config.family === 'llama' ? 'LlamaForCausalLM' : 'GPT2LMHeadModel');
    expect(theirs.dtype).toBe(precision === 'half' ? 'torch.float16' : 'torch.float32');
    TEXTS.forEach((text, i) => {
      const ids = model.tokenizer.encode(text);
      expect(theirs.ids[i]).toEqual(ids);
      const ours = tf.tidy(() => {
        const tokens = tf.tensor1d(ids, 'int32');
        return decoderLogits(config, model.parameters, tokens, 1, tf.tensor1d([ids.length - 1], 'int32')).dataSync();
      });
      const range = Math.max(...ours) - Math.min(...ours);
      expect(range).toBeGreaterThan(1);
      theirs.logits[i]!.forEach((logit, at) => expect(Math.abs(logit - ours[at]!) / range).toBeLessThan(1e-4));
    });
  });

  it('knows what ends a text and how a conversation is written', () => {
    const end = config.family === 'llama' ? '<|im_end|>' : '<|endoftext|>';
    const id = model.tokenizer.special.get(end);
    expect(answers.half.end).toEqual([end, id, id]);
    expect(answers.half.chat).toBe('<user>hi\n');
  });

  it('finds every legal move of a game as likely as our player does', async () => {
    const evaluator = new TextEvaluator(model);
    const { logits } = await evaluator.evaluateMoves(boards.map((board) => ({ ...board, model: evaluator })));
    const theirs = answers.single.scores.flat();
    expect(logits).toHaveLength(theirs.length);
    expect(Math.max(...theirs) - Math.min(...theirs)).toBeGreaterThan(1);
    theirs.forEach((score, i) => expect(Math.abs(score - logits[i]!)).toBeLessThan(1e-3));
  });
});
