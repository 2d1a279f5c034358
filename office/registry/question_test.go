package registry

import (
	"strconv"
	"testing"
	"time"

	"assay/internal/testdb"
)

// solve answers a question as a person would, from its words.
func solve(q *Question) string {
	if q.Key == "question.difference" {
		return strconv.Itoa(q.A - q.B)
	}
	return strconv.Itoa(q.A + q.B)
}

func TestQuestions(t *testing.T) {
	random, now := testdb.NewRand(7), testdb.Start
	q := NewQuestions([32]byte{1}, 10*time.Minute)
	fresh := func() *Question {
		out, err := q.Ask(random, now)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		name   string
		answer func(q *Question) string
		after  time.Duration
		want   bool
	}{
		{"the right answer", solve, 0, true},
		{"in Chinese", func(q *Question) string { n, _ := strconv.Atoi(solve(q)); return chinese[n] }, 0, true},
		{"in English", func(q *Question) string { n, _ := strconv.Atoi(solve(q)); return " " + english[n] + "." }, 0, true},
		{"in full-width digits", func(q *Question) string {
			out := ""
			for _, r := range solve(q) {
				out += string(r - '0' + '０')
			}
			return out
		}, 0, true},
		{"at the last moment", solve, 10 * time.Minute, true},
		{"too late", solve, 10*time.Minute + time.Microsecond, false},
		{"a wrong answer", func(q *Question) string { return solve(q) + "1" }, 0, false},
		{"no answer", func(*Question) string { return "" }, 0, false},
	} {
		ask := fresh()
		if got := q.Passes(ask.Token, c.answer(ask), now.Add(c.after)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if q.Passes(ask.Token, solve(ask), now.Add(c.after)) {
			t.Errorf("%s: the question could be answered again", c.name)
		}
	}
	ask := fresh()
	if NewQuestions([32]byte{2}, time.Hour).Passes(ask.Token, solve(ask), now) {
		t.Error("a question of another key passed")
	}
	if q.Passes(ask.Token[1:], solve(ask), now) || q.Passes("", "", now) {
		t.Error("half a token passed")
	}
}

// TestAnsweredOnceThroughTheTurn: a question answered just before the memory turns
// over is still remembered after it.
func TestAnsweredOnceThroughTheTurn(t *testing.T) {
	random, now := testdb.NewRand(7), testdb.Start
	q := NewQuestions([32]byte{1}, 10*time.Minute)
	for step := range 40 {
		ask, err := q.Ask(random, now)
		if err != nil {
			t.Fatal(err)
		}
		if !q.Passes(ask.Token, solve(ask), now) {
			t.Fatalf("step %d: the first answer failed", step)
		}
		for _, later := range []time.Duration{0, 5 * time.Minute, 10 * time.Minute} {
			if q.Passes(ask.Token, solve(ask), now.Add(later)) {
				t.Fatalf("step %d: a second answer %v later passed", step, later)
			}
		}
		now = now.Add(3 * time.Minute)
	}
}

// TestQuestionsDiffer: answers are spread, so that guessing one is no way in.
func TestQuestionsDiffer(t *testing.T) {
	random := testdb.NewRand(7)
	q := NewQuestions([32]byte{1}, time.Minute)
	seen := map[string]bool{}
	for range 500 {
		ask, err := q.Ask(random, testdb.Start)
		if err != nil {
			t.Fatal(err)
		}
		seen[solve(ask)] = true
	}
	if len(seen) < 19 {
		t.Errorf("only %d different answers", len(seen))
	}
}
