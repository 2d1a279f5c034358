package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"assay/internal/scenario"
	"assay/internal/testdb"
	"assay/skill/day"
)

// filingVerbs are those of a body's filing.
func (b *bench) filingVerbs() map[string]scenario.Verb {
	return map[string]scenario.Verb{
		"draft-filing": b.draftFiling, "amend-filing": b.amendFiling, "papers": b.papers,
		"receive-filing": b.receiveFiling, "ask-expert": b.askExpert, "opinion": b.opinion, "release": b.release,
		"accept-filing": b.decideFiling("accept"), "refuse-filing": b.decideFiling("refuse"), "return-filing": b.decideFiling("return"),
		"lacking": b.lacking, "batches": b.batches,
		"submit-filing":   b.errand(errand{method: "POST", path: "/filings/{filing}/submit"}),
		"withdraw-filing": b.errand(errand{method: "POST", path: "/filings/{filing}/withdraw"}),
		"filing":          b.errand(errand{method: "GET", path: "/filings/{filing}"}),
	}
}

// filed is what a story's file says of a filing, with name=value words put in.
func (b *bench) filed(s *scenario.Story, file string, words []string) (map[string]any, error) {
	text, err := os.ReadFile(s.Path(file))
	if err != nil {
		return nil, err
	}
	return filedText(filled(string(text), s.Kept), words)
}

func filedText(text string, words []string) (map[string]any, error) {
	fields, err := pairs(words)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("%w: %s", err, text)
	}
	maps.Copy(out, fields)
	return out, nil
}

// draft-filing FILE [name=value …].
func (b *bench) draftFiling(s *scenario.Story, words []string) (int, error) {
	fields, err := b.filed(s, words[0], words[1:])
	if err != nil {
		return 0, err
	}
	return b.run(s, posting("/filings", fields), "filing")
}

// amend-filing FILE [name=value …].
func (b *bench) amendFiling(s *scenario.Story, words []string) (int, error) {
	fields, err := b.filed(s, words[0], words[1:])
	if err != nil {
		return 0, err
	}
	return b.send(s, request{method: "PUT", path: filled("/filings/{filing}", s.Kept), fields: fields})
}

// papers [without=PAPER,…]: every document that the list has goes with the
// filing, but for those.
func (b *bench) papers(s *scenario.Story, words []string) (int, error) {
	listed := s.Begin()
	if code, err := b.send(listed, request{method: "GET", path: "/filing-papers"}); code != 0 || err != nil {
		return code, err
	}
	var page struct{ Items []struct{ Paper string } }
	if err := json.Unmarshal([]byte(listed.Said()), &page); err != nil {
		return 0, err
	}
	var without []string
	if len(words) > 0 {
		without = strings.Split(strings.TrimPrefix(words[0], "without="), ",")
	}
	for _, p := range page.Items {
		if slices.Contains(without, p.Paper) {
			continue
		}
		sent := s.Begin()
		code, err := b.send(sent, request{method: "PUT", path: filled("/filings/{filing}/documents/"+p.Paper, s.Kept), file: testdb.PDF(p.Paper)})
		if code != 0 || err != nil {
			s.Say(sent.Said())
			return code, err
		}
	}
	return 0, nil
}

// seenVersion is the version of the filing that whoever acts has before them.
func (b *bench) seenVersion(s *scenario.Story) (json.Number, error) {
	seen := s.Begin()
	if code, err := b.send(seen, request{method: "GET", path: filled("/filings/{filing}", s.Kept)}); code != 0 || err != nil {
		return "0", err // whoever may not look asks all the same
	}
	version, err := seen.Value("version")
	return json.Number(version), err
}

// receive-filing EXPERT …: by their names in the story.
func (b *bench) receiveFiling(s *scenario.Story, words []string) (int, error) {
	version, err := b.seenVersion(s)
	if err != nil {
		return 0, err
	}
	experts := []string{}
	for _, name := range words {
		if b.people[name] == nil {
			return 0, errors.New("nobody has that name")
		}
		experts = append(experts, b.people[name].id)
	}
	return b.send(s, posting(filled("/filings/{filing}/receive", s.Kept), map[string]any{"version": version, "experts": experts}))
}

// ask-expert EXPERT.
func (b *bench) askExpert(s *scenario.Story, words []string) (int, error) {
	return b.send(s, posting(filled("/filings/{filing}/opinions", s.Kept), map[string]any{"expert": b.people[words[0]].id}))
}

// asked is the opinion that an expert was asked for last, as the expert sees it.
func (b *bench) asked(s *scenario.Story, expert string) (id string, clauses []string, err error) {
	acting := b.acting
	b.acting = b.people[expert]
	defer func() { b.acting = acting }()
	if id, err = b.find(s, filled("/opinions?filing={filing}", s.Kept), "expert", b.people[expert].id); err != nil {
		return "", nil, err
	}
	seen := s.Begin()
	if code, err := b.send(seen, request{method: "GET", path: "/opinions/" + id}); code != 0 || err != nil {
		return "", nil, fmt.Errorf("%w: %d %s", err, code, seen.Said())
	}
	var o struct {
		On *struct {
			Verdict struct{ Clauses []struct{ Clause string } }
		}
	}
	err = json.Unmarshal([]byte(seen.Said()), &o)
	if o.On != nil {
		for _, c := range o.On.Verdict.Clauses {
			clauses = append(clauses, c.Clause)
		}
	}
	return id, clauses, err
}

// opinion EXPERT [against=1.2,…] [neither=…]: the expert says what they hold of
// every point; for it, unless the line says otherwise.
func (b *bench) opinion(s *scenario.Story, words []string) (int, error) {
	fields, err := pairs(words[1:])
	if err != nil {
		return 0, err
	}
	id, clauses, err := b.asked(s, words[0])
	if err != nil {
		return 0, err
	}
	list := func(name string) []string {
		text, _ := fields[name].(string)
		return strings.Split(text, ",")
	}
	points := []map[string]string{}
	for _, c := range clauses {
		p := map[string]string{"clause": c, "stance": "for"}
		switch {
		case slices.Contains(list("against"), c):
			p["stance"], p["ground"] = "against", "现场核查不符"
		case slices.Contains(list("neither"), c):
			p["stance"] = "neither"
		}
		points = append(points, p)
	}
	acting := b.acting
	b.acting = b.people[words[0]]
	defer func() { b.acting = acting }()
	return b.send(s, posting("/opinions/"+id+"/give", map[string]any{"points": points}))
}

// release EXPERT ground=…: by whoever acts.
func (b *bench) release(s *scenario.Story, words []string) (int, error) {
	fields, err := pairs(words[1:])
	if err != nil {
		return 0, err
	}
	id, _, err := b.asked(s, words[0])
	if err != nil {
		return 0, err
	}
	return b.send(s, posting("/opinions/"+id+"/release", fields))
}

// accept-filing, refuse-filing and return-filing ground=… [version=…] [code=…].
func (b *bench) decideFiling(verb string) scenario.Verb {
	return func(s *scenario.Story, words []string) (int, error) {
		fields, err := pairs(words)
		if err != nil {
			return 0, err
		}
		if _, given := fields["version"]; !given {
			if fields["version"], err = b.seenVersion(s); err != nil {
				return 0, err
			}
		}
		return b.send(s, posting(filled("/filings/{filing}/"+verb, s.Kept), fields))
	}
}

// lacking FILE TABLE HEAD OFFICER: for each line of the table one thing stands in
// the filing in the place of another. The head submits it so; its verdict lacks
// just what the line says, and the officer gives it back. Cells: what, in whose
// place, clause, outcome of the clause, and what is missing in numbers.
func (b *bench) lacking(s *scenario.Story, words []string) (int, error) {
	text, err := os.ReadFile(s.Path(words[0]))
	if err != nil {
		return 0, err
	}
	table, err := os.ReadFile(s.Path(words[1]))
	if err != nil {
		return 0, err
	}
	var wrong error
	for i, line := range strings.Split(string(table), "\n") {
		cells := strings.Split(line, " | ")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if len(cells) != 5 {
			return 0, fmt.Errorf("%s:%d has %d cells", words[1], i+1, len(cells))
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if err := b.lack(s, string(text), cells, words[2], words[3]); err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s:%d: %s\n  %w", words[1], i+1, line, err))
		}
	}
	return 0, wrong
}

func (b *bench) lack(s *scenario.Story, text string, cells []string, head, officer string) error {
	without := strings.Replace(text, cells[0], cells[1], 1)
	if without == text {
		return errors.New("the filing does not say that")
	}
	fields, err := filedText(filled(without, s.Kept), nil)
	if err != nil {
		return err
	}
	acting := b.acting
	defer func() { b.acting = acting }()
	do := func(who string, r request) (string, error) {
		b.acting = b.people[who]
		asked := s.Begin()
		code, err := b.send(asked, r)
		if code != 0 {
			err = errors.Join(err, fmt.Errorf("%d %s", code, asked.Said()))
		}
		return asked.Said(), err
	}
	path := filled("/filings/{filing}", s.Kept)
	if _, err := do(head, request{method: "PUT", path: path, fields: fields}); err != nil {
		return err
	}
	said, err := do(head, posting(path+"/submit", nil))
	if err != nil {
		return err
	}
	var f struct {
		Version int64
		Verdict struct{ Clauses []lackedClause }
	}
	if err := json.Unmarshal([]byte(said), &f); err != nil {
		return err
	}
	_, err = do(officer, posting(path+"/return", map[string]any{"version": f.Version, "ground": "请补正"}))
	return errors.Join(compared(f.Verdict.Clauses, cells), err)
}

// A lackedClause is what a verdict says of one clause.
type lackedClause struct {
	Clause, Outcome string
	Missing         []struct{ Term, Occupation, Have, Need string }
}

// compared tells where a verdict lacks something else than the cells say. What
// only experts can judge is open in every filing, and does not count.
func compared(clauses []lackedClause, cells []string) error {
	for _, c := range clauses {
		var missing []string
		for _, m := range c.Missing {
			if m.Term != "finding" {
				missing = append(missing, strings.TrimSpace(strings.Join([]string{m.Term, m.Have, m.Need, m.Occupation}, " ")))
			}
		}
		got, want := strings.Join(missing, "; "), ""
		if c.Clause == cells[2] {
			want = cells[4]
			if c.Outcome != cells[3] {
				return fmt.Errorf("clause %s is %s", c.Clause, c.Outcome)
			}
		}
		if got != want {
			return fmt.Errorf("clause %s lacks %q", c.Clause, got)
		}
	}
	return nil
}

// batches N CLERK REVIEWER LIST MARKS: so many batches are carried out, from the
// plan to its end, each on the day after the one before has ended.
func (b *bench) batches(s *scenario.Story, words []string) (int, error) {
	n, err := strconv.Atoi(words[0])
	if err != nil {
		return 0, err
	}
	verbs := b.verbs()
	for range n {
		next := b.clockNow().In(day.Shanghai).AddDate(0, 0, 1).Format("2006-01-02")
		for _, line := range [][]string{
			{"as", words[1]},
			{"file-plan", "title=" + next, "occupation=6-31-01-03", "level=4"},
			{"hold", "part=theory", "starts=" + next + "T09:00", "ends=" + next + "T10:30", "place=一号楼"},
			{"hold", "part=operation", "starts=" + next + "T14:00", "ends=" + next + "T17:00", "place=实训楼"},
			{"import", words[3]}, {"as", words[2]}, {"decide"}, {"as", words[1]}, {"start"},
			{"wait", "2", "days"}, {"mark", words[4]}, {"finish"},
		} {
			said := s.Begin()
			if code, err := verbs[line[0]](said, line[1:]); code != 0 || err != nil {
				return code, fmt.Errorf("%s: %w: %d %s", strings.Join(line, " "), err, code, said.Said())
			}
			maps.Copy(s.Kept, said.Kept)
		}
	}
	return 0, nil
}
