package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"assay/internal/scenario"
)

// judge TABLE: each line of the table is a question to assay eligibility with
// its answer: set, level, day, facts; outcome, clause, earliest day. A clause
// that nothing brings and a day that never comes are written as a dash.
func (a *teller) judge(s *scenario.Story, words []string) (int, error) {
	text, err := os.ReadFile(s.Path(words[0]))
	if err != nil {
		return 0, err
	}
	var wrong error
	for i, line := range strings.Split(string(text), "\n") {
		if line, _, _ = strings.Cut(line, "#"); strings.TrimSpace(line) == "" {
			continue
		}
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) != 7 {
			return 0, fmt.Errorf("%s:%d has %d cells", words[0], i+1, len(cells))
		}
		if err := a.question(s, cells); err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s:%d: %s\n  %w", words[0], i+1, line, err))
		}
	}
	return 0, wrong
}

func (a *teller) question(s *scenario.Story, cells []string) error {
	dossier, err := inWords(cells[3])
	if err != nil {
		return err
	}
	if s.Stdin, err = dossier.text(); err != nil {
		return err
	}
	asked := s.Begin()
	code, err := a.assay(asked, []string{"eligibility", "--set", cells[0], "--occupation", "6-31-01-03", "--level", cells[1], "--on", cells[2], "--dossier", "-", "--json"})
	if err != nil {
		return err
	}
	var got [3]string
	for i, path := range []string{"outcome", "clause", "earliest"} {
		if got[i], err = asked.Value(path); err != nil {
			return fmt.Errorf("%w: %s", err, asked.Told())
		}
	}
	want := [3]string(cells[4:7])
	for i := range want {
		if want[i] == "-" {
			want[i] = "null"
		}
	}
	if got != want {
		return fmt.Errorf("the answer is %v", got)
	}
	if wanted := map[string]int{"met": 0, "unmet": 1, "review": 3}[want[0]]; code != wanted {
		return fmt.Errorf("it ended with %d", code)
	}
	return nil
}

// A paper is a dossier in the JSON of docs/commands.md, in the making.
type paper map[string]any

func (p paper) text() (string, error) {
	b, err := json.Marshal(p)
	return string(b), err
}

// inWords reads facts as the stories have them: parted by commas, each a word
// for its kind, what it states, and qualities.
func inWords(text string) (paper, error) {
	p := paper{"born": "1975-06-15"}
	for fact := range strings.SplitSeq(text, ",") {
		words := strings.Fields(fact)
		if len(words) == 0 {
			continue
		}
		if err := p.add(words[0], words[1:]); err != nil {
			return nil, fmt.Errorf("%w: %q", err, fact)
		}
	}
	return p, nil
}

func (p paper) add(kind string, words []string) error {
	of := func(list string, fact map[string]any) {
		all, _ := p[list].([]map[string]any)
		p[list] = append(all, fact)
	}
	first := func(n int) string { return strings.Join(words[n:min(n+1, len(words))], "") }
	switch kind {
	case "born", "status":
		p[kind] = first(0)
	case "works":
		from, to, _ := strings.Cut(first(0), "..")
		of("employment", ended(qualities(map[string]any{"from": from, "occupation": "6-31-01-03"}, words[1:]), "to", to))
	case "holds":
		of("certificates", qualities(map[string]any{"kind": "skill-level", "occupation": "6-31-01-03", "level": first(0), "issued": first(1)}, words[2:]))
	case "trained":
		of("training", ended(qualities(map[string]any{"occupation": "6-31-01-03", "level": first(0)}, words[2:]), "completed", strings.Trim(first(1), "-")))
	case "school":
		of("education", ended(qualities(map[string]any{"kind": first(0)}, words[2:]), "graduated", strings.Trim(first(1), "-")))
	case "title":
		of("titles", qualities(map[string]any{"grade": first(0), "awarded": first(1)}, words[2:]))
	case "apprenticed":
		p["apprenticeship"] = map[string]any{"completed": first(0)}
	case "attested", "unknown":
		p[kind] = words
	default:
		return fmt.Errorf("there is no such fact")
	}
	return nil
}

// ended adds a date, unless there is none.
func ended(fact map[string]any, field, date string) map[string]any {
	if date != "" {
		fact[field] = date
	}
	return fact
}

// qualities adds what a fact is besides.
func qualities(fact map[string]any, words []string) map[string]any {
	for _, w := range words {
		name, value, stated := strings.Cut(w, "=")
		switch number, err := strconv.Atoi(value); {
		case !stated:
			fact[name] = true
		case err == nil && name != "level":
			fact[name] = number
		default:
			fact[name] = value
		}
	}
	return fact
}
