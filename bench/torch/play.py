"""Whole games of two checkpoints by python-chess and PyTorch, as most people would write them: python play.py ORDER.json

ORDER.json holds `folders` (two checkpoint folders), `games` (each with its `opening` in UCI, and the number of the checkpoint that has
White), `temperature`, `maxPlies`, `seed`, `threads`, and `batch`: 1 plays one game after the other with one forward pass a move; a larger
number keeps so many games going and asks each network once for all the games in which it is to move. Moves are drawn
from the policy masked to legal moves. Games end as ours do: mate, stalemate, threefold repetition, fifty moves, dead position by
material, ply limit. Prints one JSON line: how many games and plies, seconds, processor seconds, and seconds by phase.
"""

import json
import resource
import sys
import time
from pathlib import Path

import chess
import numpy as np
import torch

import network

PLANES = 18
POLICY_SIZE = 4288
PIECES = [chess.PAWN, chess.KNIGHT, chess.BISHOP, chess.ROOK, chess.QUEEN, chess.KING]
UNDER = {chess.KNIGHT: 0, chess.BISHOP: 1, chess.ROOK: 2}
PHASES = ["rules", "encoding", "network", "choosing", "recording"]


class Clock:
    def __init__(self):
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self.since = time.perf_counter()

    def book(self, phase):
        now = time.perf_counter()
        self.seconds[phase] += now - self.since
        self.since = now


class Game:
    def __init__(self, order, max_plies):
        self.board = chess.Board()
        for uci in order["opening"].split():
            self.board.push_uci(uci)
        self.white = order["white"]
        self.max_plies = max_plies
        self.record = None

    @property
    def player(self):
        return self.white if self.board.turn == chess.WHITE else 1 - self.white

    def result(self):
        """The result once the game is over, else None; `legal` must be that of the position."""
        board = self.board
        if not self.legal:
            return ("0-1" if board.turn == chess.WHITE else "1-0") if board.is_check() else "1/2-1/2"
        if board.is_insufficient_material() or board.is_repetition(3) or board.halfmove_clock >= 100 or board.ply() >= self.max_plies:
            return "1/2-1/2"
        return None

    def look(self):
        self.legal = list(self.board.legal_moves)


def write_planes(board, out):
    """The planes of src/chess/board/encoding into out (64, 18): the mover's view, ranks flipped for Black."""
    mask = 0 if board.turn == chess.WHITE else 56
    for role, piece in enumerate(PIECES):
        for square in board.pieces(piece, board.turn):
            out[square ^ mask, role] = 1
        for square in board.pieces(piece, not board.turn):
            out[square ^ mask, role + 6] = 1
    out[:, 12] = board.has_kingside_castling_rights(board.turn)
    out[:, 13] = board.has_queenside_castling_rights(board.turn)
    out[:, 14] = board.has_kingside_castling_rights(not board.turn)
    out[:, 15] = board.has_queenside_castling_rights(not board.turn)
    if board.has_legal_en_passant():
        out[board.ep_square ^ mask, 16] = 1
    out[:, 17] = min(board.halfmove_clock, 255) / 100


def move_index(board, move):
    mask = 0 if board.turn == chess.WHITE else 56
    start, end = move.from_square ^ mask, move.to_square ^ mask
    if move.promotion in UNDER:
        return 4096 + ((start & 7) * 8 + (end & 7)) * 3 + UNDER[move.promotion]
    return start * 64 + end


def draw(logits, temperature, generator):
    if temperature == 0:
        return int(logits.argmax())
    weights = np.exp((logits - logits.max()) / temperature)
    return int(np.searchsorted(np.cumsum(weights), generator.random() * weights.sum(), side="right").clip(0, len(logits) - 1))


class Table:
    """Some games in play, and where their time goes."""

    def __init__(self, order):
        self.order = order
        self.networks = [network.load(Path(folder)) for folder in order["folders"]]
        self.generator = np.random.default_rng(order["seed"])
        self.clock = Clock()
        self.plies = self.positions = self.passes = 0
        self.results = []

    def seat(self, order):
        """A new game, or None where the opening has ended it."""
        game = Game(order, self.order["maxPlies"])
        game.look()
        return self.open(game)

    def open(self, game):
        result = game.result()
        self.clock.book("rules")
        if result is None:
            return game
        self.results.append((result, " ".join(move.uci() for move in game.board.move_stack)))
        self.clock.book("recording")
        return None

    def step(self, player, games):
        """One forward pass of a network, one move in each game; gives those that go on."""
        self.clock.book("rules")
        planes = np.zeros((len(games), 64, PLANES), np.float32)
        for row, game in enumerate(games):
            write_planes(game.board, planes[row])
        self.clock.book("encoding")
        config, parameters = self.networks[player]
        policy, outcome = network.board_forward(config, parameters, torch.from_numpy(planes.reshape(len(games), -1)))
        policy = policy.numpy()
        torch.softmax(outcome, 1).numpy()
        self.clock.book("network")
        moves = []
        for row, game in enumerate(games):
            logits = policy[row][[move_index(game.board, move) for move in game.legal]]
            moves.append(game.legal[draw(logits, self.order["temperature"], self.generator)])
        self.clock.book("choosing")
        self.plies += len(games)
        self.positions += len(games)
        self.passes += 1
        going = []
        for game, move in zip(games, moves):
            game.board.push(move)
            game.look()
            if self.open(game):
                going.append(game)
        return going


def play(order):
    table = Table(order)
    waiting = list(reversed(order["games"]))
    began, cpu = time.perf_counter(), time.process_time()
    games = []
    while waiting or games:
        while waiting and len(games) < order["batch"]:
            game = table.seat(waiting.pop())
            if game:
                games.append(game)
        for player in (0, 1):
            own = [game for game in games if game.player == player]
            others = [game for game in games if game.player != player]
            games = others + (table.step(player, own) if own else [])
    seconds = time.perf_counter() - began
    return {
        "games": len(table.results), "plies": table.plies, "positions": table.positions, "passes": table.passes,
        "seconds": seconds, "cpu": time.process_time() - cpu, "phases": table.clock.seconds,
        "decisive": sum(result != "1/2-1/2" for result, _ in table.results),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "torch": torch.__version__, "chess": chess.__version__,
    }


if __name__ == "__main__":
    order = json.loads(Path(sys.argv[1]).read_text())
    torch.set_num_threads(order["threads"])
    with torch.inference_mode():
        print(json.dumps(play(order)))
