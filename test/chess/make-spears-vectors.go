// Prints Position.MarshalBinary of notnil/chess for positions of a list: the known answers of test/chess/spears-bits.test.ts.
// Usage: go mod init vectors && go get github.com/notnil/chess@v1.9.0 && go run make-spears-vectors.go > spears-vectors.json
package main

import (
	"encoding/hex"
	"encoding/json"
	"os"

	"github.com/notnil/chess"
)

type vector struct {
	Fen   string `json:"fen"`
	Moves string `json:"moves"`
	Hex   string `json:"hex"`
}

func main() {
	start := "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
	lines := []struct {
		fen   string
		moves []string
	}{
		{start, nil},
		{start, []string{"e2e4"}},
		{start, []string{"e2e4", "c7c5", "g1f3"}},
		{start, []string{"e2e4", "a7a6", "e4e5", "d7d5"}},
		{start, []string{"e2e4", "a7a6", "e4e5", "d7d5", "e5d6"}},
		{start, []string{"e2e4", "e7e5", "g1f3", "b8c6", "f1c4", "f8c5", "e1g1"}},
		{start, []string{"e2e4", "e7e5", "e1e2", "e8e7"}},
		{"r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 37 61", nil},
		{"r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 37 61", []string{"e8c8"}},
		{"r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 37 61", []string{"h1h8"}},
		{"8/P6k/8/8/8/8/p6K/8 w - - 0 70", []string{"a7a8n", "a2a1r"}},
		{"8/8/8/8/8/5k2/8/5K2 w - - 99 300", nil},
	}
	var vectors []vector
	for _, line := range lines {
		fen, err := chess.FEN(line.fen)
		if err != nil {
			panic(err)
		}
		game := chess.NewGame(fen, chess.UseNotation(chess.UCINotation{}))
		joined := ""
		for i, move := range line.moves {
			if err := game.MoveStr(move); err != nil {
				panic(err)
			}
			if i > 0 {
				joined += " "
			}
			joined += move
		}
		data, err := game.Position().MarshalBinary()
		if err != nil {
			panic(err)
		}
		vectors = append(vectors, vector{line.fen, joined, hex.EncodeToString(data)})
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(vectors); err != nil {
		panic(err)
	}
}
