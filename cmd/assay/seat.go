package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"assay/internal/strictjson"
	"assay/locale"
	"assay/rule/seating"
	"assay/rule/seating/check"
	"assay/skill"
)

type seatCmd struct {
	Instance string      `arg:"" help:"The JSON file of sessions, rooms, candidates and rules, or - for standard input."`
	Seed     uint64      `default:"1" help:"What chance is drawn from: the same instance and seed give the same seats."`
	Unused   bool        `help:"List the seats that stay empty, too."`
	Check    string      `help:"Do not seat anybody: look through the answer in this file, whoever made it."`
	JSON     bool        `name:"json" help:"Print one JSON document to standard output."`
	Lang     locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of the answer: zh or en."`
}

// Run seats everybody who can be: exit 0 when that is everybody, 1 when somebody
// is left. An answer that the checker finds fault with is not given out.
// Source: docs/commands.md, assay seat.
func (c *seatCmd) Run(e *env) error {
	in, err := c.instance(e)
	if err != nil {
		return misread(c.Lang, err)
	}
	if c.Check != "" {
		return c.look(e, in)
	}
	answer := seating.Arrange(in, c.Seed)
	if faults := check.Faults(in, answer); len(faults) > 0 {
		return exit{2, fmt.Errorf("the checker refused the answer: %+v", faults[0])}
	}
	if c.JSON {
		err = printJSON(e.stdout, c.answer(in, answer))
	} else {
		err = c.words(e.stdout, in, answer)
	}
	if err == nil && len(answer.Unseated) > 0 {
		return exit{code: 1}
	}
	return err
}

func (c *seatCmd) instance(e *env) (*seating.Instance, error) {
	var w seating.InstanceJSON
	if err := readFile(e, c.Instance, &w); err != nil {
		return nil, err
	}
	return w.Instance()
}

// readFile reads an instance or an answer, or standard input for -.
func readFile(e *env, name string, into any) error {
	in := e.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return skill.Fail(skill.Invalid, "seating.file_unreadable", "file", name).Because(err)
		}
		defer f.Close()
		in = f
	}
	return strictjson.Read(in, seating.MaxBytes, into)
}

// answer puts the words to the shortages, and the empty seats where they are asked
// for.
func (c *seatCmd) answer(in *seating.Instance, a seating.Answer) seating.AnswerJSON {
	w := seating.NewAnswerJSON(a)
	for i, s := range a.Shortages {
		w.Shortages[i].Text = map[string]string{"zh": shortage(locale.Zh, s), "en": shortage(locale.En, s)}
	}
	if c.Unused {
		w.Unused = seating.NewUnusedJSON(seating.Unused(in, a))
	}
	return w
}

// shortage says which constraint is short, and by how much.
func shortage(lang locale.Lang, s seating.Shortage) string {
	return locale.Text(lang, s.Reason, skill.Args{
		"session": s.Session, "attribute": string(s.Attribute), "values": strings.Join(s.Values, locale.Text(lang, "seating.and", nil)),
		"need": strconv.Itoa(s.Need), "have": strconv.Itoa(s.Have), "over": strconv.Itoa(s.Need - s.Have),
		"share": strconv.Itoa(s.Share), "allows": strconv.Itoa(s.Allows), "unseated": strconv.Itoa(s.Unseated),
	})
}

// words say how it came out, room by room.
func (c *seatCmd) words(to io.Writer, in *seating.Instance, a seating.Answer) error {
	say := func(key string, args skill.Args) string { return locale.Text(c.Lang, key, args) }
	lines := []string{say("seating.done", skill.Args{
		"seated": strconv.Itoa(len(a.Seats)), "all": strconv.Itoa(len(in.Candidates)), "rooms": strconv.Itoa(len(a.Rooms)),
		"bound": strconv.Itoa(a.LowerBound), "soft": strconv.Itoa(a.SoftViolations), "seed": strconv.FormatUint(a.Seed, 10),
	})}
	for _, r := range a.Rooms {
		lines = append(lines, "  "+say("seating.room_line", skill.Args{"session": r.Session, "room": r.Room,
			"candidates": strconv.Itoa(r.Candidates), "invigilators": strconv.Itoa(r.Invigilators)}))
	}
	for _, s := range a.Shortages {
		lines = append(lines, shortage(c.Lang, s))
	}
	if c.Unused {
		for _, u := range seating.Unused(in, a) {
			lines = append(lines, "  "+say("seating.unused_line", skill.Args{"session": u.Session, "room": u.Room,
				"count": strconv.Itoa(len(u.Places)), "seats": places(u.Places)}))
		}
	}
	_, err := fmt.Fprintln(to, strings.Join(lines, "\n"))
	return err
}

func places(all []seating.Place) string {
	var text []string
	for _, p := range all {
		text = append(text, fmt.Sprintf("%d-%d", p.Row, p.Col))
	}
	return strings.Join(text, " ")
}

// look looks an answer through that was made before: exit 0 when every rule
// holds, 1 when one does not.
func (c *seatCmd) look(e *env, in *seating.Instance) error {
	var w seating.AnswerJSON
	if err := readFile(e, c.Check, &w); err != nil {
		return misread(c.Lang, err)
	}
	faults := check.Faults(in, w.Answer())
	if c.JSON {
		if err := printJSON(e.stdout, newFaultsJSON(faults)); err != nil {
			return err
		}
	}
	if len(faults) == 0 {
		e.tell(c.Lang, "seating.holds", nil)
		return nil
	}
	var lines []string
	for _, f := range faults[:min(len(faults), faultLines)] {
		lines = append(lines, strings.Join(strings.Fields(strings.Join([]string{f.Kind, f.Session, f.Room, f.Candidate, f.Detail}, " ")), " "))
	}
	return exit{1, errors.New(locale.Text(c.Lang, "seating.broken", skill.Args{"count": strconv.Itoa(len(faults))}) + "\n" + strings.Join(lines, "\n"))}
}

// faultLines is how many faults are told to people; JSON has them all.
const faultLines = 20

type faultsJSON struct {
	OK     bool        `json:"ok"`
	Faults []faultJSON `json:"faults"`
}

type faultJSON struct {
	Kind      string `json:"kind"`
	Session   string `json:"session,omitempty"`
	Room      string `json:"room,omitempty"`
	Candidate string `json:"candidate,omitempty"`
	Detail    string `json:"detail,omitempty"`
}

func newFaultsJSON(faults []check.Fault) faultsJSON {
	w := faultsJSON{OK: len(faults) == 0, Faults: []faultJSON{}}
	for _, f := range faults {
		w.Faults = append(w.Faults, faultJSON(f))
	}
	return w
}
