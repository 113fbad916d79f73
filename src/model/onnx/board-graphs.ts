/**
 * The path of a board through a policy network as ONNX graphs: tower, trunk and heads, each on its own or all as one.
 * Equal to boardForward (forward/board-forward.ts), whose dimension letters are used here. R = 64 B rows from a
 * convolutional tower, B rows from a fully connected one.
 */
import { BOARD_SIZE, PLANES, POLICY_SIZE } from '../../chess/board/index.js';
import type { PolicyNetwork } from '../../spec/index.js';
import { OnnxGraph } from './graph.js';
import { conv3x3, dense, rmsNorm, type Weights, weightOf } from './layers.js';

/** planes (B, 1152) -> rows (R, W). */
export function towerGraph(config: PolicyNetwork, weights: Weights): OnnxGraph {
  const graph = new OnnxGraph();
  graph.output(addTower(graph, config, weights, graph.input('planes', ['B', BOARD_SIZE])), 'rows', [
    'R',
    config.trunk.width,
  ]);
  return graph;
}

/** rows (R, W) -> rows (R, W). */
export function trunkGraph(config: PolicyNetwork, weights: Weights): OnnxGraph {
  const graph = new OnnxGraph();
  const shape = ['R', config.trunk.width];
  graph.output(addTrunk(graph, config, weights, graph.input('rows', shape)), 'states', shape);
  return graph;
}

/**
 * states (R, W), moves (N) int32 -> logits (N) of the moves, `logTotal` (B), the logarithm of the sum of the
 * exponentials of all 4288 logits of a board, and `outcome` (B, 3), probabilities of win, draw and loss. `moves` has
 * row x 4288 + policy index.
 */
export function headsGraph(config: PolicyNetwork, weights: Weights): OnnxGraph {
  const graph = new OnnxGraph();
  addHeads(graph, config, weights, graph.input('states', ['R', config.trunk.width]));
  return graph;
}

/**
 * rows (R, W) of squares -> `query` and `key` (R, queryKey), whose products give the logits of moves, and `promotion`
 * (R, 3): the parts of the policy head that look at one square each, behind the trunk.
 */
export function squaresGraph(config: PolicyNetwork, weights: Weights): OnnxGraph {
  const graph = new OnnxGraph();
  const states = rmsNorm(graph, addTrunk(graph, config, weights, graph.input('rows', ['R', config.trunk.width])));
  for (const [name, width] of [
    ['query', config.heads.queryKey],
    ['key', config.heads.queryKey],
    ['promotion', 3],
  ] as const)
    graph.output(dense(graph, weights, `policy.${name}`, states), name, ['R', width]);
  return graph;
}

/** planes (B, 1152) and moves -> as `headsGraph`: the whole path. */
export function wholeGraph(config: PolicyNetwork, weights: Weights): OnnxGraph {
  const graph = new OnnxGraph();
  const rows = addTower(graph, config, weights, graph.input('planes', ['B', BOARD_SIZE]));
  addHeads(graph, config, weights, addTrunk(graph, config, weights, rows));
  return graph;
}

function addTower(graph: OnnxGraph, { chess }: PolicyNetwork, weights: Weights, planes: string): string {
  if (chess.kind === 'fully-connected') {
    let x = planes;
    for (let layer = 0; layer < chess.layers; layer++)
      x = dense(graph, weights, `chess.layer${layer}`, x, { relu: true });
    return dense(graph, weights, 'chess.project', x);
  }
  const conv = (name: string, x: string): string => conv3x3(graph, weights, name, x);
  const relu = (x: string): string => graph.add('Relu', [x]);
  const image = graph.add('Reshape', [planes, graph.integers(-1, 8, 8, PLANES)]);
  let x = relu(conv('chess.stem', graph.add('Transpose', [image], { perm: [0, 3, 1, 2] })));
  for (let block = 0; block < chess.blocks; block++) {
    const inner = relu(conv(`chess.block${block}.first`, x));
    x = relu(graph.add('Add', [conv(`chess.block${block}.second`, inner), x]));
  }
  const squares = graph.add('Transpose', [x], { perm: [0, 2, 3, 1] });
  return dense(graph, weights, 'chess.project', graph.add('Reshape', [squares, graph.integers(-1, chess.filters)]));
}

function addTrunk(graph: OnnxGraph, { trunk }: PolicyNetwork, weights: Weights, rows: string): string {
  let x = rows;
  for (let block = 0; block < trunk.layers; block++) {
    const hidden = dense(graph, weights, `trunk.block${block}.up`, rmsNorm(graph, x), { relu: true });
    x = graph.add('Add', [x, dense(graph, weights, `trunk.block${block}.down`, hidden)]);
  }
  return x;
}

function addHeads(graph: OnnxGraph, config: PolicyNetwork, weights: Weights, states: string): void {
  const { width } = config.trunk;
  const hasSquares = config.chess.kind === 'convolutional';
  const rows = rmsNorm(graph, states);
  const squares = hasSquares ? graph.add('Reshape', [rows, graph.integers(-1, 64, width)]) : rows;
  const lastRank = (): string =>
    graph.add('Reshape', [
      graph.add('Slice', [squares, graph.integers(56), graph.integers(64), graph.integers(1)]),
      graph.integers(-1, width),
    ]);
  const board = hasSquares ? graph.add('ReduceMean', [squares], { axes: [1], keepdims: 0 }) : rows;
  const promotion = dense(graph, weights, 'policy.promotion', hasSquares ? lastRank() : rows);
  const policy = addPolicy(graph, config, weights, { rows, promotion });
  const moves = graph.input('moves', ['N'], 'int32');
  const flat = graph.add('Reshape', [policy, graph.integers(-1)]);
  graph.output(graph.add('Gather', [flat, moves], { axis: 0 }), 'logits', ['N']);
  graph.output(graph.add('ReduceLogSumExp', [policy], { axes: [1], keepdims: 0 }), 'logTotal', ['B']);
  const hidden = dense(graph, weights, 'value.hidden', board, { relu: true });
  const outcome = graph.add('Softmax', [dense(graph, weights, 'value.outcome', hidden)], { axis: 1 });
  graph.output(outcome, 'outcome', ['B', 3]);
}

/** rows (R, W), promotion (8 B, 3) or (B, 24) -> logits (B, 4288). */
function addPolicy(
  graph: OnnxGraph,
  { heads: { queryKey } }: PolicyNetwork,
  weights: Weights,
  { rows, promotion }: { readonly rows: string; readonly promotion: string },
): string {
  const bySquare = (x: string): string => graph.add('Reshape', [x, graph.integers(-1, 64, queryKey)]);
  const query = bySquare(dense(graph, weights, 'policy.query', rows, { scale: 1 / Math.sqrt(queryKey) }));
  const key = graph.add('Transpose', [bySquare(dense(graph, weights, 'policy.key', rows))], { perm: [0, 2, 1] });
  const pairs = weightOf(weights, 'policy.squares');
  const steps = graph.add('Add', [graph.add('MatMul', [query, key]), graph.constant(pairs.data, pairs.shape)]);
  const pawnSteps = graph.add('Slice', [steps, graph.integers(48, 56), graph.integers(56, 64), graph.integers(1, 2)]);
  const under = graph.add('Add', [
    graph.add('Reshape', [pawnSteps, graph.integers(-1, 8, 8, 1)]),
    graph.add('Reshape', [promotion, graph.integers(-1, 1, 8, 3)]),
  ]);
  const flat = (x: string, size: number): string => graph.add('Reshape', [x, graph.integers(-1, size)]);
  return graph.add('Concat', [flat(steps, 4096), flat(under, POLICY_SIZE - 4096)], { axis: 1 });
}
