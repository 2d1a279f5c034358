package registry

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"assay/skill"
)

// People paste what their spreadsheet has: in either order, in groups or not, parted
// by whatever their program parts by.
func TestReadPairs(t *testing.T) {
	for line, want := range map[string][2]string{
		"S000044012345264000001 样例甲":              {"S000044012345264000001", "样例甲"},
		"S000044012345264000001\t样例甲":             {"S000044012345264000001", "样例甲"},
		"s000044012345264000001，样例甲":              {"s000044012345264000001", "样例甲"},
		"S 0000 44 012345 26 4 000001 样例甲":        {"S000044012345264000001", "样例甲"},
		"样例甲,S000044012345264000001":              {"S000044012345264000001", "样例甲"},
		"样例甲 S 0000 44 012345 26 4 000001":        {"S000044012345264000001", "样例甲"},
		"S000044012345264000001样例甲":               {"S000044012345264000001", "样例甲"},
		"Ｓ０００044012345264000001；样例甲":              {"S000044012345264000001", "样例甲"},
		"S000044012345264000001 YANG LI":          {"S000044012345264000001", "YANG LI"},
		"YANG LI S000044012345264000001":          {"S000044012345264000001", "YANG LI"},
		"1234567890123456 阿卜杜热合曼江·买买提":            {"1234567890123456", "阿卜杜热合曼江·买买提"},
		"S000044012345264000001":                  {"S000044012345264000001", ""},
		"样例甲":                                     {"", "样例甲"},
		"证书编号 姓名":                                 {"", "证书编号 姓名"},
		"S000044012345264000001 样例甲 <b>1</b>":     {"S000044012345264000001", "样例甲 <b>1</b>"},
		"S000044012345264000001 S000044012345264": {"S000044012345264000001", "S000044012345264"},
	} {
		got, err := ReadPairs("\n" + line + "\r\n \n")
		if err != nil || len(got) != 1 || got[0].Line != 2 || [2]string{got[0].Number, got[0].Name} != want {
			t.Errorf("%q: %+v, %v; want %q", line, got, err, want)
		}
	}
	for text, reason := range map[string]string{"": "batch.empty", " \n\t\n": "batch.empty", strings.Repeat("1 甲\n", 201): "batch.many"} {
		if _, err := ReadPairs(text); skill.CodeOf(err) != skill.Invalid || faultOf(err) != reason {
			t.Errorf("%.10q: %v", text, err)
		}
	}
	if got, err := ReadPairs(strings.Repeat("1 甲\n", 200)); err != nil || len(got) != 200 {
		t.Error(len(got), err)
	}
}

func FuzzReadPairs(f *testing.F) {
	f.Add("S000044012345264000001 样例甲\n样例乙\tS 0000 44")
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := ReadPairs(text)
		for _, p := range got {
			if strings.Trim(p.Number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-") != "" {
				t.Errorf("a number of other characters: %+v", p)
			}
			if p.Typed == "" || p.Line < 1 {
				t.Errorf("%+v", p)
			}
		}
	})
}

// A batch answers each pair as if it were asked alone, under one reference; what
// cannot be asked keeps its line and hinders no other, and a number at which
// somebody guesses is to be asked alone.
// Source: docs/rules.md, Public query.
func TestVerifyBatch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		pairs, err := ReadPairs(w.certs[0].Number + " " + w.certs[0].Name + "\n" + w.certs[1].Number + " 某人\nS123 某人\n" + w.certs[0].Number + "\n")
		if err != nil {
			t.Fatal(err)
		}
		b, err := w.VerifyBatch(t.Context(), pairs, Asker{})
		if err != nil || len(b.Rows) != 4 || b.Reference == "" || b.Question != nil {
			t.Fatal(b, err)
		}
		for i, want := range []string{"match", "none", "verify.number.length", "verify.name.empty"} {
			got := string(b.Rows[i].Outcome)
			if f := b.Rows[i].Fault; f != nil {
				got = faultOf(f)
			}
			if got != want || b.Rows[i].Line != i+1 {
				t.Errorf("line %d: %s, want %s", b.Rows[i].Line, got, want)
			}
		}
		// Guessing goes no further in a batch than one by one.
		var guesses []Pair
		for i := range 8 {
			guesses = append(guesses, Pair{Line: i + 1, Number: w.certs[2].Number, Name: fmt.Sprintf("样例%c", 'A'+i)})
		}
		b, err = w.VerifyBatch(t.Context(), append(guesses, Pair{Line: 9, Number: w.certs[2].Number, Name: w.certs[2].Name}), Asker{})
		if err != nil || b.Rows[0].Outcome != NoMatch || b.Rows[7].Outcome != Puzzle || b.Rows[8].Outcome != Puzzle || b.Rows[8].Found != nil {
			t.Errorf("%v %v", b.Rows, err)
		}
		// A network in a hurry answers a question first, and nothing is asked before.
		b, err = w.VerifyBatch(t.Context(), pairs, Asker{Hurried: true})
		if err != nil || b.Question == nil || b.Rows != nil {
			t.Fatal(b, err)
		}
		b, err = w.VerifyBatch(t.Context(), pairs, Asker{Hurried: true, Token: b.Question.Token, Answer: fmt.Sprint(b.Question.answer())})
		if err != nil || len(b.Rows) != 4 {
			t.Error(b, err)
		}
		if _, err := w.VerifyBatch(t.Context(), make([]Pair, BatchMost+1), Asker{}); skill.CodeOf(err) != skill.Invalid {
			t.Error(err)
		}
	})
}

// faultOf is the reason at the first field of an error.
func faultOf(err error) string {
	if e, ok := errors.AsType[*skill.Error](err); ok && len(e.Fields) > 0 {
		return e.Fields[0].Reason
	}
	return ""
}
