package registry

import (
	"context"
	"strconv"
	"strings"
	"time"

	"assay/skill"
)

// BatchMost is how many certificates one batch asks about.
const BatchMost = 200

// A Pair is one line of a batch (批量查验): a certificate number and a name, with
// the line on which it was pasted, from 1.
type Pair struct {
	Line         int
	Typed        string // the line as it was pasted
	Number, Name string
}

// A Checked is what came of a pair: an answer, or why the line could not be asked.
// Whoever guessed at its number too often is told Puzzle: it is to be asked alone,
// where a question comes first.
type Checked struct {
	Pair
	Answer
	Fault error // Invalid, with the field number or name
}

// A Batch is the answers to many questions under one reference.
type Batch struct {
	Asked     time.Time
	Reference string
	Rows      []Checked
	Question  *Question // set where a limit was reached: nothing was asked yet
}

// ReadPairs reads pasted lines: a number and a name in either order, parted by
// spaces, tabs or commas, the number in groups or not. Empty lines are passed over.
// More than BatchMost are Invalid with the field pairs, and so are none.
func ReadPairs(text string) ([]Pair, error) {
	var out []Pair
	for i, line := range strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") {
		if line = skill.Clean(line); line == "" {
			continue
		}
		number, name := parted(line)
		out = append(out, Pair{i + 1, line, number, name})
	}
	switch {
	case len(out) == 0:
		return nil, skill.FailField("pairs", "batch.empty")
	case len(out) > BatchMost:
		return out, skill.FailField("pairs", "batch.many", "got", strconv.Itoa(len(out)), "most", strconv.Itoa(BatchMost))
	}
	return out, nil
}

// parted tells the number of a line from the name: what looks like a number stands
// together, whatever stands before or behind it is the name.
func parted(line string) (number, name string) {
	var before, behind []string
	for _, word := range strings.FieldsFunc(line, isGap) {
		head, rest := coded(word)
		switch {
		case head == "" || len(behind) > 0 || len(number)+len(head) > numberLong && number != "":
			rest = word
		default:
			number += head
		}
		switch {
		case rest == "":
		case number == "":
			before = append(before, rest)
		default:
			behind = append(behind, rest)
		}
	}
	return number, strings.Join(append(before, behind...), " ")
}

func isGap(r rune) bool { return strings.ContainsRune(" \t\u3000,，;；、|", r) }

// coded cuts off the beginning of a word that may be of a number: digits and letters
// with at least one digit among them, or a single letter.
func coded(word string) (head, rest string) {
	halved := skill.Halve(word)
	end := strings.IndexFunc(halved, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || r == '-')
	})
	if end < 0 {
		end = len(halved)
	}
	if head = halved[:end]; len(head) == 1 || strings.ContainsAny(head, "0123456789") {
		return head, halved[end:]
	}
	return "", word
}

// VerifyBatch (批量查验) asks about each pair as Verify does; a line that cannot be
// asked keeps its fault and hinders no other. The same number and name twice are
// answered twice. A fault of ours leaves its rows Unchecked beside the error. Nothing is asked while a question must be answered first.
func (d *Desk) VerifyBatch(ctx context.Context, pairs []Pair, by Asker) (b Batch, err error) {
	b.Asked = d.Now()
	if len(pairs) > BatchMost {
		return b, skill.FailField("pairs", "batch.many", "got", strconv.Itoa(len(pairs)), "most", strconv.Itoa(BatchMost))
	}
	if by.Hurried && (by.Token == "" || !d.Questions.Passes(by.Token, by.Answer, b.Asked)) {
		b.Question, err = d.ask(by, b.Asked)
		return b, err
	}
	if b.Reference, err = d.reference(); err != nil {
		return b, err
	}
	var fault error
	for _, p := range pairs {
		row := Checked{Pair: p}
		row.Answer, err = d.Verify(ctx, Query{Number: p.Number, Name: p.Name, Asker: Asker{Network: by.Network}})
		switch {
		case skill.CodeOf(err) == skill.Invalid:
			row.Fault, err = err, nil
		case err != nil && row.Outcome != Unchecked:
			return b, err
		}
		if fault == nil {
			fault = err
		}
		b.Rows = append(b.Rows, row)
	}
	return b, fault
}
