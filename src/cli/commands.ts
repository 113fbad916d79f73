import type { Command } from 'commander';

/** A command as the list of `sentimate --help` shows it, and how it is loaded. */
export interface ListedCommand {
  /** The name with arguments: `watch [options] <id>`. */
  readonly term: string;
  readonly description: string;
  /** Imports the command and adds it to the program. */
  readonly add: (program: Command) => Promise<void>;
}

/** All commands, in the order of the help text. Term and description are those of the command itself. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    term: 'demo [options]',
    description:
      'fine-tune children on positive and negative dialogue, let them play, and show the verdict (some minutes)',
    add: async (program) => (await import('./run/index.js')).registerDemo(program),
  },
  {
    term: 'serve [options]',
    description: 'run the API with its database, queue and workers until Ctrl-C',
    add: async (program) => (await import('./run/index.js')).registerServe(program),
  },
  {
    term: 'worker <kind>',
    description: 'run one worker process, which trains or plays due work of the database at DATABASE_URL',
    add: async (program) => (await import('./run/index.js')).registerWorker(program),
  },
  {
    term: 'tournament',
    description: 'run a tournament',
    add: async (program) => (await import('./run/index.js')).registerTournament(program),
  },
  {
    term: 'match',
    description: 'let given checkpoints and anchors play, without arms',
    add: async (program) => (await import('./run/index.js')).registerMatch(program),
  },
  {
    term: 'watch [options] <id>',
    description: 'show the live standings of a tournament or match until it ends; Ctrl-C only ends the display',
    add: async (program) => (await import('./run/index.js')).registerWatch(program),
  },
  {
    term: 'plan [options] <spec>',
    description: 'cost and power of the tournament that a file describes; nothing is stored',
    add: async (program) => (await import('./run/index.js')).registerPlan(program),
  },
  {
    term: 'study',
    description: 'run a study: many tournaments from one grid of settings',
    add: async (program) => (await import('./run/index.js')).registerStudy(program),
  },
  {
    term: 'report [options] <id>',
    description: 'write the report of a tournament: page, JSON, CSV of games and ratings, PGN',
    add: async (program) => (await import('./record/index.js')).registerReport(program),
  },
  {
    term: 'verdict [options] <folder>',
    description: 'recompute standings and verdict from the files of a report, offline, and compare',
    add: async (program) => (await import('./record/index.js')).registerVerdict(program),
  },
  {
    term: 'verify [options] [id]',
    description:
      'check the record of a tournament or match: keys, hash chain, legality by a second ' +
      'rules library, standings, verdict, and moves decided again',
    add: async (program) => (await import('./record/index.js')).registerVerify(program),
  },
  {
    term: 'import',
    description: 'make a dataset from files of games or dialogue, or a source model from a pretrained one',
    add: async (program) => {
      const { registerImportDialogue, registerImportGames, registerImportModel } = await import('./data/index.js');
      const command = program
        .command('import')
        .description('make a dataset from files of games or dialogue, or a source model from a pretrained one');
      registerImportGames(command);
      registerImportDialogue(command);
      registerImportModel(command);
    },
  },
  {
    term: 'dataset',
    description: 'inspect datasets',
    add: async (program) => (await import('./data/index.js')).registerDataset(program),
  },
  {
    term: 'sentiment',
    description: 'train a second sentiment scorer besides VADER, and measure both',
    add: async (program) => (await import('./data/index.js')).registerSentiment(program),
  },
  {
    term: 'graft [options]',
    description: 'join a pretrained model to the board and trunk of a base; `train --from` goes on with the result',
    add: async (program) => (await import('./train/index.js')).registerGraft(program),
  },
  {
    term: 'train [options]',
    description: 'train a base on games and dialogue; the same command resumes an interrupted run',
    add: async (program) => (await import('./train/index.js')).registerTrain(program),
  },
  {
    term: 'fine-tune',
    description: 'train single children of a base',
    add: async (program) => (await import('./train/index.js')).registerFineTune(program),
  },
  {
    term: 'evaluate [options] <model>',
    description:
      'measure a checkpoint (a shipped name, an address or a folder): held-out moves, ' +
      'puzzles, policy regret, chat, rated games',
    add: async (program) => (await import('./evaluate/index.js')).registerEvaluate(program),
  },
  {
    term: 'mechanism',
    description: 'where in a network the tone of the chat could affect the board; docs/mechanism.md',
    add: async (program) => (await import('./mechanism/index.js')).registerMechanism(program),
  },
  {
    term: 'chat [options] [model]',
    description: 'talk to a checkpoint; an empty line starts a new conversation, Ctrl-D ends',
    add: async (program) => (await import('./talk/index.js')).registerChat(program),
  },
  {
    term: 'play [options] <model>',
    description: 'play chess against a checkpoint',
    add: async (program) => (await import('./talk/index.js')).registerPlay(program),
  },
  {
    term: 'uci [options] <model>',
    description: 'run a checkpoint as a UCI engine, for chess programs',
    add: async (program) => (await import('./talk/index.js')).registerUci(program),
  },
  {
    term: 'export [options] <model>',
    description:
      'write the board path of a checkpoint as an ONNX file: planes and moves to logits and outcome; or, with ' +
      '`model`, a source model as a Hugging Face folder',
    add: async (program) => {
      const { registerExport } = await import('./train/index.js');
      const { registerExportModel } = await import('./data/index.js');
      registerExportModel(registerExport(program));
    },
  },
  {
    term: 'elo [options]',
    description: 'Elo difference of two players with its 95 % interval, and a sequential test of it',
    add: async (program) => (await import('./rate/index.js')).registerElo(program),
  },
  {
    term: 'rate [options] <games.pgn>',
    description: 'joint ratings of all players in a PGN file, with White’s advantage and draws',
    add: async (program) => (await import('./rate/index.js')).registerRate(program),
  },
  {
    term: 'scaling [options] [files...]',
    description: 'learning curves of runs: a power law with its band, extrapolated only within limits',
    add: async (program) => (await import('./train/index.js')).registerScaling(program),
  },
];
